package io.varve.idempotency;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Deletes keys that have expired, in transactions of a bounded number of rows. */
@Component
class IdempotencyCleanup {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyCleanup.class);
    private static final int BATCH = 5_000;

    private final AnswerRepository answers;
    private final InstantSource clock;
    private final IdempotencyProperties properties;

    IdempotencyCleanup(AnswerRepository answers, InstantSource clock, IdempotencyProperties properties) {
        this.answers = answers;
        this.clock = clock;
        this.properties = properties;
    }

    /** Returns how many keys went. */
    int run() {
        int gone = 0;
        try {
            for (int batch = BATCH; batch == BATCH; gone += batch) {
                batch = answers.forget(clock.instant(), properties.keep(), BATCH);
            }
        } catch (DataAccessException e) {
            LOG.warn("expired idempotency keys could not be deleted, which will be tried again: {}", e.getMessage());
        }
        return gone;
    }
}
