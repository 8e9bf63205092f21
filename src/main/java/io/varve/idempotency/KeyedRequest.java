package io.varve.idempotency;

import io.varve.idempotency.AnswerRepository.Remembered;
import io.varve.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** A request with an Idempotency-Key, from its arrival to its answer. */
final class KeyedRequest implements IdempotentRequest {

    private final String key;
    private final DigestedRequest request;
    private final AnswerRepository answers;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Duration keep;
    /** Read outside of transactions, because that can take a connection. */
    private Instant now;

    /** What the same request was answered before; found by whichever step came upon it. */
    private @Nullable Answer earlier;

    private boolean remembered;

    KeyedRequest(
            String key,
            DigestedRequest request,
            AnswerRepository answers,
            JsonMapper json,
            InstantSource clock,
            Duration keep) {
        this.key = key;
        this.request = request;
        this.answers = answers;
        this.json = json;
        this.clock = clock;
        this.keep = keep;
        this.now = clock.instant();
    }

    @Override
    public boolean hasKey() {
        return true;
    }

    void readBody() {
        request.digest();
        now = clock.instant();
    }

    @Nullable
    Answer earlier() {
        return earlier;
    }

    /** Whether the answer was given to the transaction; that may have failed since. */
    boolean isRemembered() {
        return remembered;
    }

    /** Looks whether this request has been answered. A 409 if another request has, by the same key. */
    void lookUp() {
        answers.find(key, now.minus(keep)).ifPresent(this::take);
    }

    @Override
    public void begin() {
        remembered = false;
        if (!answers.lock(key)) {
            throw conflict("idempotency-key-in-use", "The request with this Idempotency-Key is still being worked on.");
        }
        // A statement after the one that locked: it sees what the key's last owner committed.
        lookUp();
        if (earlier != null) {
            throw conflict("idempotency-key-in-use", "The request with this Idempotency-Key has been answered.");
        }
    }

    @Override
    public void answer(Supplier<ResponseEntity<?>> given) {
        ResponseEntity<?> answer = given.get();
        Object body = answer.getBody();
        HttpHeaders headers = answer.getHeaders();
        answer(new Answer(
                answer.getStatusCode().value(),
                body == null ? null : MediaType.APPLICATION_JSON_VALUE,
                headers.getFirst(HttpHeaders.LOCATION),
                body == null ? new byte[0] : json.writeValueAsBytes(body)));
    }

    void answer(Answer answer) {
        answers.remember(key, request.digest(), answer, now);
        remembered = true;
    }

    private void take(Remembered found) {
        if (!Arrays.equals(found.requestDigest(), request.digest())) {
            throw conflict(
                    "idempotency-key-reused",
                    "This Idempotency-Key came with another request before: another path, query, content type or body.");
        }
        earlier = found.answer();
    }

    private static ProblemException conflict(String slug, String detail) {
        return new ProblemException(HttpStatus.CONFLICT, slug, detail);
    }
}
