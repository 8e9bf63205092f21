package io.varve.partition;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes sure that points have partitions to go to. A partition holds one or more whole calendar months of UTC, so months
 * are all that has to be known, and each instance asks the database about a month once.
 */
@Component
public class Partitions {

    /** Each month takes some ten locks until its transaction ends; a default server has 6,400 for all. */
    private static final int MONTHS_PER_TRANSACTION = 24;

    private static final int ATTEMPTS = 3;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    /**
     * Deadlock, serialization failure and lock timeout; then the ways in which somebody else was quicker who does not
     * take our lock, such as an operator with pg_partman, which in turn reports all of these as P0001.
     */
    private static final Set<String> WORTH_ANOTHER_TRY =
            Set.of("40P01", "40001", "55P03", "23505", "42P07", "42P17", "P0001");

    private final JdbcClient jdbc;
    private final Set<Integer> committedMonths = ConcurrentHashMap.newKeySet();
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
        if (unknownMonths(times).isEmpty()) {
            return;
        }
        // One request makes a month's partitions, those that need it too wait here and not in the database.
        creating.lock();
        try {
            createMissing(List.copyOf(unknownMonths(times)));
        } finally {
            creating.unlock();
        }
    }

    private void createMissing(List<Integer> missing) {
        IntStream.iterate(0, from -> from < missing.size(), from -> from + MONTHS_PER_TRANSACTION)
                .mapToObj(from -> missing.subList(from, Math.min(from + MONTHS_PER_TRANSACTION, missing.size())))
                .forEach(this::create);
    }

    /** Forgets which partitions exist: some were dropped, or an insert found none. */
    public void forget() {
        committedMonths.clear();
    }

    private Collection<Integer> unknownMonths(long[] times) {
        Set<Integer> months = new LinkedHashSet<>();
        long from = 0;
        long to = 0;
        for (long time : times) {
            if (time >= from && time < to) {
                continue;
            }
            LocalDate first =
                    LocalDate.ofEpochDay(Math.floorDiv(time, MICROS_PER_DAY)).withDayOfMonth(1);
            from = first.toEpochDay() * MICROS_PER_DAY;
            to = first.plusMonths(1).toEpochDay() * MICROS_PER_DAY;
            int month = first.getYear() * 12 + first.getMonthValue() - 1;
            if (!committedMonths.contains(month)) {
                months.add(month);
            }
        }
        return months;
    }

    private void create(List<Integer> months) {
        String[] starts = months.stream()
                .map(month -> LocalDate.of(Math.floorDiv(month, 12), Math.floorMod(month, 12) + 1, 1) + "T00:00:00Z")
                .toArray(String[]::new);
        for (int attempt = 1; ; attempt++) {
            try {
                jdbc.sql("SELECT ops.ensure_partitions(?::timestamptz[])")
                        .param(starts)
                        .query(Integer.class)
                        .single();
                committedMonths.addAll(months);
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
