package io.varve.idempotency;

import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;

/**
 * The request that is being worked on, as far as its effect must come about once only. In the one transaction of the
 * effect, on the ingest pool, {@link #begin} is called before and {@link #answer} after everything else: then effect and
 * answer are stored together or not at all.
 */
public interface IdempotentRequest {

    /** A request without a key: it is done as often as it is sent. */
    IdempotentRequest WITHOUT_KEY = new IdempotentRequest() {

        @Override
        public boolean hasKey() {
            return false;
        }

        @Override
        public void begin() {
            // There is nothing to be had again.
        }

        @Override
        public void answer(Supplier<ResponseEntity<?>> answer) {
            // There is nothing to be remembered by.
        }
    };

    boolean hasKey();

    /** Ends the work by an exception if the key's request has been done, or is being done in another transaction. */
    void begin();

    /** Remembers what will be answered. */
    void answer(Supplier<ResponseEntity<?>> answer);
}
