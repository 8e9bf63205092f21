package io.varve.idempotency;

import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Knows the request that a thread works on. */
@Component
public class Idempotency {

    static final String ATTRIBUTE = KeyedRequest.class.getName();

    /**
     * The request of this thread. What is left of its body is read, so it is called before the transaction begins:
     * nothing is locked while bytes come from a client.
     */
    public IdempotentRequest current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null
                && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof KeyedRequest keyed) {
            keyed.readBody();
            return keyed;
        }
        return IdempotentRequest.WITHOUT_KEY;
    }
}
