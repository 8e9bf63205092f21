package io.varve.rollup;

import io.varve.operations.Run;
import io.varve.rollup.RefreshRepository.Batch;
import io.varve.rollup.RefreshRepository.Due;
import io.varve.rollup.RefreshRepository.ForwardStep;
import io.varve.rollup.RefreshRepository.RefreshedTier;
import io.varve.rollup.RefreshRepository.Singly;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What one round does for one tier, as a run of the ledger once there is something to do. */
final class TierRefresh {

    private static final Logger LOG = LoggerFactory.getLogger(TierRefresh.class);

    /** So many entries are recomputed one by one in a transaction. */
    private static final int SINGLY = 200;

    /** Classes of SQLSTATE that say nothing about what was to be recomputed: connections, locks, resources, shutdowns. */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "53", "55", "57", "58");

    private final RefreshRepository repository;
    private final RefreshProperties properties;
    private final RefreshedTier tier;
    private final Instant now;
    private final Run run;
    private final RefreshPace pace;
    private final long began = System.nanoTime();

    TierRefresh(
            RefreshRepository repository,
            RefreshProperties properties,
            RefreshedTier tier,
            Instant now,
            Run run,
            RefreshPace pace) {
        this.repository = repository;
        this.properties = properties;
        this.tier = tier;
        this.now = now;
        this.run = run;
        this.pace = pace;
    }

    void work() {
        repository.drainFence(tier.sourceId());
        if (repository.raiseFence(tier.sourceId(), now, properties.delay())) {
            repository.drainFence(tier.sourceId());
        }
        Due due = due();
        if (!due.anything()) {
            return;
        }
        run.begin();
        pace.look(tier.name(), run, now);
        if (due.forward()) {
            forward();
        }
        due.setAside().forEach(this::retrySetAside);
        due().pending().forEach(this::recompute);
        if (tier.isPacked()) {
            IntStream.range(0, repository.shardCount()).forEach(this::pack);
        }
    }

    private Due due() {
        return repository.due(tier.id(), properties.packAfter(), now);
    }

    private void forward() {
        Optional<ForwardStep> step = step();
        while (step.isPresent()) {
            ForwardStep taken = step.get();
            if (taken.from() != null) {
                run.covered(taken.from(), taken.to());
            }
            run.wrote(taken.rows());
            LOG.debug("{} moved forward", tier.name());
            step = isTimeUp() ? Optional.empty() : step();
        }
    }

    /** What cannot be materialised all at once is logged as out of date, and then recomputed bit by bit. */
    private Optional<ForwardStep> step() {
        try {
            return step(false);
        } catch (DataAccessException e) {
            if (passes(e)) {
                throw e;
            }
            LOG.warn("{} cannot move forward at once and does so series by series: {}", tier.name(), e.getMessage());
            return step(true);
        }
    }

    private Optional<ForwardStep> step(boolean byLog) {
        return repository.takeStep(tier.id(), now, byLog, run.begin(), pace.target());
    }

    /**
     * Bounded, so that a long backlog of one tier does not hold back the forward steps of the others. Newest first, but every
     * fourth batch begins with the oldest: however fast newer ones come, none waits for ever.
     */
    private void recompute(int shard) {
        for (int batch = 0; batch < properties.maxBatches() && !isTimeUp(); batch++) {
            boolean oldest = batch % 4 == 1;
            Batch done = recompute(shard, oldest);
            run.took(done.taken());
            // Of the oldest, some may have to wait for finer tiers while newer ones need not.
            if (!done.isFull() && !oldest) {
                return;
            }
        }
    }

    /** A batch that fails is done again one by one, so that what fails is set aside and the others are not kept waiting. */
    private Batch recompute(int shard, boolean oldest) {
        try {
            return repository.takeBatch(
                    tier.id(), shard, now, properties.batchSize(), oldest, run.begin(), pace.target());
        } catch (DataAccessException e) {
            if (passes(e)) {
                throw e;
            }
            Singly done = repository.refreshSingly(tier.id(), shard, now, SINGLY, oldest, false, run.begin());
            warn(shard, done);
            int taken = done.recomputed() + done.setAside();
            return new Batch(taken, taken > 0);
        }
    }

    private void retrySetAside(int shard) {
        Singly done = repository.refreshSingly(tier.id(), shard, now, SINGLY, false, true, run.begin());
        run.took(done.recomputed());
        warn(shard, done);
    }

    private void warn(int shard, Singly done) {
        if (done.setAside() > 0) {
            LOG.warn(
                    "{} entries of {}, shard {}, fail by themselves and are set aside; ops.error says which, and why",
                    done.setAside(),
                    tier.name(),
                    shard);
        }
    }

    private void pack(int shard) {
        int limit = properties.batchSize();
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            if (repository.pack(tier.id(), shard, properties.packAfter(), now, limit) < limit) {
                return;
            }
        }
    }

    /** What is left is for the next round: the other tiers have something to do too. */
    private boolean isTimeUp() {
        return System.nanoTime() - began > properties.maxRound().toNanos();
    }

    private static boolean passes(DataAccessException failure) {
        return !(failure.getRootCause() instanceof SQLException cause)
                || cause.getSQLState() == null
                || PASSING.contains(cause.getSQLState().substring(0, 2));
    }
}
