package io.varve.operations;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Begins the rounds of scheduled work, each as of the database's time. */
@Component
public final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final InstantSource clock;

    Rounds(InstantSource clock) {
        this.clock = clock;
    }

    /** What the round did not see to itself is logged, as it comes again: a database that is away, above all. */
    public void begin(String name, Consumer<Instant> round) {
        try {
            round.accept(clock.instant());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("{} failed and will be tried again: {}", name, e.getMessage());
        }
    }
}
