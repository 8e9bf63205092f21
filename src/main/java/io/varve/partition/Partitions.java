package io.varve.partition;

import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes sure that points have partitions to go to. Each instance asks the database about a stretch of time once: what it then
 * knows are ranges in which every table has its partition. They are of months usually, of hours at the narrowest, so one point of
 * each month is asked about first, of each day then, and of each hour if that was not enough.
 */
@Component
public class Partitions {

    /** Each takes some ten locks until its transaction ends; a default server has 6,400 for all. */
    private static final int TIMES_PER_TRANSACTION = 24;

    private static final int ATTEMPTS = 3;
    private static final List<ToLongFunction<LocalDateTime>> STRETCHES = List.of(
            time -> time.getYear() * 12L + time.getMonthValue(),
            time -> time.toLocalDate().toEpochDay(),
            time -> Math.floorDiv(time.toEpochSecond(ZoneOffset.UTC), 3600));

    /**
     * Deadlock, serialization failure and lock timeout; then the ways in which somebody else was quicker who does not
     * take our lock, such as an operator with pg_partman, which in turn reports all of these as P0001.
     */
    private static final Set<String> WORTH_ANOTHER_TRY =
            Set.of("40P01", "40001", "55P03", "23505", "42P07", "42P17", "P0001");

    private static final String COVERED = """
            SELECT (extract(epoch FROM from_time) * 1000000)::bigint, (extract(epoch FROM to_time) * 1000000)::bigint
            FROM ops.covered_ranges(?::timestamptz[])""";

    private final JdbcClient jdbc;

    /** Ends of ranges in which all partitions are there, committed, by their starts; epoch microseconds. */
    private final NavigableMap<Long, Long> covered = new ConcurrentSkipListMap<>();

    private final ReentrantLock creating = new ReentrantLock();

    Partitions(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Every partitioned table has, committed, the partition for each of the times afterwards. Call it before the
     * transaction that writes, never inside one.
     *
     * @param times epoch microseconds, in any order, from 1900 up to 2200
     * @throws DataAccessException with SQLSTATE VA025 for a time outside 1900 .. 2200
     */
    public void ensure(long[] times) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("partitions are made before the transaction that needs them, not in it");
        }
        if (isCovered(times)) {
            return;
        }
        // One request makes a stretch's partitions, those that need it too wait here and not in the database.
        creating.lock();
        try {
            for (ToLongFunction<LocalDateTime> stretch : STRETCHES) {
                createMissing(unknown(times, stretch));
            }
        } finally {
            creating.unlock();
        }
    }

    private void createMissing(List<Long> missing) {
        IntStream.iterate(0, from -> from < missing.size(), from -> from + TIMES_PER_TRANSACTION)
                .mapToObj(from -> missing.subList(from, Math.min(from + TIMES_PER_TRANSACTION, missing.size())))
                .forEach(this::create);
    }

    /** Forgets which partitions exist: some were dropped, or an insert found none. */
    public void forget() {
        covered.clear();
    }

    private boolean isCovered(long[] times) {
        return unknown(times, time -> 0).isEmpty();
    }

    /** The first time in each stretch that has one of which it is not known whether its partitions are there. */
    private List<Long> unknown(long[] times, ToLongFunction<LocalDateTime> stretch) {
        Map<Long, Long> first = new LinkedHashMap<>();
        long from = 0;
        long to = 0;
        for (long time : times) {
            if (time >= from && time < to) {
                continue;
            }
            Map.Entry<Long, Long> range = covered.floorEntry(time);
            if (range != null && time < range.getValue()) {
                from = range.getKey();
                to = range.getValue();
            } else {
                first.putIfAbsent(stretch.applyAsLong(utc(time)), time);
            }
        }
        return List.copyOf(first.values());
    }

    private static LocalDateTime utc(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000), (int) Math.floorMod(micros, 1_000_000) * 1000, ZoneOffset.UTC);
    }

    private void create(List<Long> times) {
        String[] moments = times.stream().map(time -> utc(time) + "Z").toArray(String[]::new);
        for (int attempt = 1; ; attempt++) {
            try {
                jdbc.sql("SELECT ops.ensure_partitions(?::timestamptz[])")
                        .param(moments)
                        .query(Integer.class)
                        .single();
                jdbc.sql(COVERED).param(moments).query(row -> {
                    covered.put(row.getLong(1), row.getLong(2));
                });
                return;
            } catch (DataAccessException e) {
                if (attempt == ATTEMPTS || !isWorthAnotherTry(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isWorthAnotherTry(DataAccessException failure) {
        return failure.getMostSpecificCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && WORTH_ANOTHER_TRY.contains(cause.getSQLState());
    }
}
