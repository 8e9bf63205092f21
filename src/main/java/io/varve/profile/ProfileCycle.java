package io.varve.profile;

import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.profile.ProfileRepository.Due;
import io.varve.profile.ProfileRepository.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * One round of profiling, finer tiers before coarser: brings profiles forward as far as their tiers and settling are, and makes
 * those again that are out of date. Any number of instances may run rounds at the same time: what one is working on, the others pass over.
 */
@Component
public class ProfileCycle {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileCycle.class);

    private static final String MISSING_PARTITION = "23514";

    /** So many buckets are made again in a transaction. */
    private static final int BUCKETS = 500;

    /** So many transactions of a tier and shard in a round, so that a long backlog does not hold back the coarser tiers. */
    private static final int MAX_BATCHES = 200;

    /** Classes of SQLSTATE that say nothing about what was to be profiled: connections, locks, resources, shutdowns. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "53", "55", "57", "58");

    private final ProfileRepository repository;
    private final ProfileProperties properties;
    private final Ledger ledger;

    ProfileCycle(ProfileRepository repository, ProfileProperties properties, Ledger ledger) {
        this.repository = repository;
        this.properties = properties;
        this.ledger = ledger;
    }

    /** Profiles what is due as of {@code now}, the database's time. */
    public void run(Instant now) {
        run(now, properties.delay());
    }

    /** Profiles every hour that is over, also those that {@link #run} would wait for a while with. */
    public void runAll(Instant now) {
        run(now, Duration.ZERO);
    }

    /** A tier moves up to where the finer one has just come: so what is due is asked for each in turn. */
    private void run(Instant now, Duration delay) {
        int tiers = repository.due(now, delay, properties.retryAfter()).size();
        for (int nth = 0; nth < tiers; nth++) {
            Due due = repository.due(now, delay, properties.retryAfter()).get(nth);
            ledger.runIfDue(new Job("profile", due.tier()), run -> profile(due, now, delay, run));
        }
    }

    private void profile(Due due, Instant now, Duration delay, Run run) {
        if (!due.anything()) {
            return;
        }
        run.begin();
        Optional<Step> step = step(due, now, delay);
        while (step.isPresent()) {
            Step taken = step.get();
            if (taken.from() != null) {
                run.covered(taken.from(), taken.to());
            }
            run.wrote(taken.rows());
            step = step(due, now, delay);
        }
        due.pending().forEach(shard -> renew(due, shard, now, null, run));
        due.failed().forEach(shard -> renew(due, shard, now, now.minus(properties.retryAfter()), run));
    }

    private void renew(Due due, int shard, Instant now, @Nullable Instant failedBefore, Run run) {
        int taken = BUCKETS;
        for (int batch = 0; taken > 0 && batch < MAX_BATCHES; batch++) {
            taken = repository.renew(due.tierId(), shard, now, BUCKETS, failedBefore);
            run.took(taken);
        }
    }

    /** What cannot be profiled is written down as failed and passed, so that it keeps no other from being profiled. */
    private Optional<Step> step(Due due, Instant now, Duration delay) {
        try {
            return repository.forward(due.tierId(), now, delay, false);
        } catch (DataAccessException e) {
            String state = e.getRootCause() instanceof SQLException cause ? cause.getSQLState() : null;
            if (MISSING_PARTITION.equals(state) && repository.ensurePartitions() > 0) {
                return repository.forward(due.tierId(), now, delay, false);
            }
            if (state == null || PASSING.contains(state.substring(0, 2))) {
                throw e;
            }
            LOG.warn("profiles of {} cannot be made and are passed: {}", due.tier(), e.getMessage());
            return repository.forward(due.tierId(), now, delay, true);
        }
    }
}
