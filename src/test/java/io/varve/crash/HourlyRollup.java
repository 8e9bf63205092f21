package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A custom rollup of what the writers write, hours of all tags together: queries are answered from it, faults happen to it, and its rows are
 * the oracle's.
 */
final class HourlyRollup {

    static final String NAME = "crash_hours";
    private static final Duration ALL = Duration.ofDays(400);
    private static final double VARIANCE = 1e-6;

    private final JdbcClient owner;

    HourlyRollup(JdbcClient owner) {
        this.owner = owner;
    }

    /** As the first one, whose table is named after its number. */
    void create() {
        int id = owner.sql(
                        "SELECT rollup.create_rollup(?, '1m', '1 hour', ARRAY['crash.*'], '{}', p_now => public.clock_timestamp())")
                .param(NAME)
                .query(Integer.class)
                .single();
        assertThat(id).isEqualTo(1);
    }

    private record Stored(
            String series,
            long bucket,
            long count,
            double sum,
            double min,
            double max,
            double first,
            double last,
            double variance) {}

    /** With all work done and nobody writing; returns the rows compared. */
    long check(Ledger ledger, Instant now) {
        long start = NaiveRollup.bucketStart("hour", NaiveRollup.micros(now.minus(ALL)));
        Map<String, List<Stored>> stored = owner.sql("""
                        SELECT series, raw.micros_of(bucket) AS bucket, rollup_count AS count, sum, min, max, first, last,
                            coalesce(variance, 0) AS variance
                        FROM custom.crash_hours WHERE raw.micros_of(bucket) >= ?""").param(start).query(Stored.class).list().stream()
                .collect(Collectors.groupingBy(Stored::series));
        long position = owner.sql(
                        "SELECT CASE WHEN isfinite(position) THEN raw.micros_of(position) ELSE 0 END FROM rollup.custom")
                .query(Long.class)
                .single();
        long compared = 0;
        for (int writer = 0; writer < Load.WRITERS; writer++) {
            for (String series : Writer.series(writer)) {
                SortedMap<Long, Summary> expected =
                        ledger.rollup(series, "hour", start, Math.max(start, position), Batch::isKnown);
                compare(series, stored.getOrDefault(series, List.of()), expected);
                compared += expected.size();
            }
        }
        return compared;
    }

    private static void compare(String series, List<Stored> rows, SortedMap<Long, Summary> expected) {
        SortedMap<Long, Stored> actual = new TreeMap<>();
        rows.forEach(row -> actual.put(row.bucket(), row));
        assertThat(actual.keySet()).as("hours of %s in %s", series, NAME).isEqualTo(expected.keySet());
        expected.forEach((bucket, summary) -> {
            Stored row = Objects.requireNonNull(actual.get(bucket));
            assertThat(List.of(row.count(), row.sum(), row.min(), row.max(), row.first(), row.last()))
                    .as("%s at %s in %s", series, Questions.time(bucket), NAME)
                    .isEqualTo(List.of(
                            summary.count(),
                            summary.sum(),
                            summary.min(),
                            summary.max(),
                            summary.first(),
                            summary.last()));
            if (summary.count() > 1) {
                assertThat(row.variance()).isCloseTo(summary.variance(), within(VARIANCE * (1 + summary.variance())));
            }
        });
    }
}
