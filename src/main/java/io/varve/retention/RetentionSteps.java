package io.varve.retention;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps of retention on the jobs pool. Each is a transaction of its own, in which it holds the layer's lock (kind 9) from
 * the beginning: a step of a layer is under way in one instance at a time.
 */
@Repository
class RetentionSteps {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ArchiveRepository archives;

    RetentionSteps(
            @Qualifier("jobsJdbc") JdbcClient jdbc,
            @Qualifier("jobsTransactions") TransactionTemplate transactions,
            ArchiveRepository archives) {
        this.archives = archives;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Another instance is at a step of the layer. */
    static final class BusyLayerException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Whether the floor moved; false also while a refresh is under way. Waits for writers below raw's floor, but not long.
     *
     * @param archiving whether what is below it is written to files before it is removed
     */
    boolean raise(Layer layer, Instant cutoff, int @Nullable [] series, boolean archiving, Instant now) {
        return step(layer, Duration.ofMillis(500), () -> {
            boolean moved = jdbc.sql("SELECT rollup.raise_floor(?, ?, ?::integer[], ?) IS NOT NULL")
                    .param(layer.id())
                    .param(Timestamp.from(cutoff))
                    .param(RetentionRepository.array(series))
                    .param(Timestamp.from(now))
                    .query(Boolean.class)
                    .single();
            if (moved && archiving) {
                archives.begin(layer);
            }
            return moved;
        });
    }

    /** Writes to files what is below the floors. */
    List<ArchiveFile> archive(Layer layer, Supplier<List<ArchiveFile>> work) {
        return step(layer, Duration.ofSeconds(10), work);
    }

    /** Deletes up to so many rows below the floors that do not go with a partition; fewer: no more are left. */
    int delete(Layer layer, int limit) {
        return step(
                layer,
                Duration.ofSeconds(10),
                () -> jdbc.sql("SELECT rollup.delete_expired(?, ?)")
                        .params(layer.id(), limit)
                        .query(Integer.class)
                        .single());
    }

    /** Drops a partition below the floor. All readers of the table queue behind it, so it does not wait for long. */
    Optional<String> drop(Layer layer) {
        return step(
                layer,
                Duration.ofMillis(500),
                () -> jdbc.sql("SELECT rollup.drop_expired(?)")
                        .param(layer.id())
                        .query((row, number) -> Optional.ofNullable(row.getString(1)))
                        .single());
    }

    /** Forgets up to so many points that were merged below raw's floor before the time; fewer: no more are left. */
    int forgetLate(Instant before, int limit) {
        return jdbc.sql("SELECT raw.delete_late(?, ?)")
                .params(Timestamp.from(before), limit)
                .query(Integer.class)
                .single();
    }

    /** For {@link #pretend}: writes a floor down, whoever is at work. */
    void set(Layer layer, Instant floor, int @Nullable [] series, Instant now) {
        jdbc.sql("SELECT rollup.set_floor(?, ?, ?::integer[], ?) IS NOT NULL")
                .param(layer.id())
                .param(Timestamp.from(floor))
                .param(RetentionRepository.array(series))
                .param(Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }

    /** Does the work in a transaction that is rolled back, while no instance takes a step of a layer. */
    <T> T pretend(List<Layer> layers, Supplier<T> work) {
        return result(transactions.execute(status -> {
            status.setRollbackOnly();
            waitAtMost(Duration.ofSeconds(10));
            layers.forEach(layer -> jdbc.sql("SELECT pg_advisory_xact_lock(rollup.lock_key(9, ?, 0))")
                    .param(layer.id())
                    .query((row, number) -> true)
                    .single());
            return work.get();
        }));
    }

    private <T> T step(Layer layer, Duration lockTimeout, Supplier<T> work) {
        return result(transactions.execute(status -> {
            boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(rollup.lock_key(9, ?, 0))")
                    .param(layer.id())
                    .query(Boolean.class)
                    .single();
            if (!alone) {
                throw new BusyLayerException();
            }
            waitAtMost(lockTimeout);
            return work.get();
        }));
    }

    private void waitAtMost(Duration lockTimeout) {
        jdbc.sql("SELECT set_config('lock_timeout', ?, true)")
                .param(lockTimeout.toMillis() + "ms")
                .query(String.class)
                .single();
    }

    private static <T> T result(@Nullable T result) {
        if (result == null) {
            throw new IllegalStateException("the step gave no result");
        }
        return result;
    }
}
