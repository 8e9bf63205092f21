package io.varve.query;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Queries.
 *
 * @param autoIntervals what {@code interval=auto} becomes, by length of the range: the first entry that covers it counts,
 *     the last one covers the rest. Empty for the default: up to 1 h 1m, up to 1 d 5m, up to 7 d 1h, beyond 1d. The other
 *     documented profile: {@code {below: 7d, interval: raw}, {up-to: 90d, interval: 1h}, {up-to: 366d, interval: 1d},
 *     {interval: 1mo}}.
 * @param maxFilledRows how many rows {@code fill} may make of a range, on all pages together
 * @param exactPoints how many points a query may read for quantiles, distinct and mode
 * @param maxRead how many stored buckets and points a query may read
 * @param fetchSize rows fetched from the database at a time
 * @param exports how many answers without a limit are sent at once; each keeps a connection of the query pool
 */
@ConfigurationProperties("varve.query")
record QueryProperties(
        @DefaultValue List<AutoInterval> autoIntervals,
        @DefaultValue("10000000") long maxFilledRows,
        @DefaultValue("1000000") int exactPoints,
        @DefaultValue("100000000") int maxRead,
        @DefaultValue("30000") int fetchSize,
        @DefaultValue("2") int exports) {

    QueryProperties {
        if (autoIntervals.isEmpty()) {
            autoIntervals = List.of(
                    new AutoInterval(Duration.ofHours(1), null, "1m"),
                    new AutoInterval(Duration.ofDays(1), null, "5m"),
                    new AutoInterval(Duration.ofDays(7), null, "1h"),
                    new AutoInterval(null, null, "1d"));
        }
        if (!autoIntervals.get(autoIntervals.size() - 1).coversEverything()) {
            throw new IllegalArgumentException("varve.query.auto-intervals must end with an entry with neither up-to"
                    + " nor below, for all longer ranges");
        }
        if (maxFilledRows < 1) {
            throw new IllegalArgumentException("varve.query.max-filled-rows must be at least 1");
        }
        if (exactPoints < 1) {
            throw new IllegalArgumentException("varve.query.exact-points must be at least 1");
        }
        if (maxRead < 1) {
            throw new IllegalArgumentException("varve.query.max-read must be at least 1");
        }
        if (fetchSize < 1) {
            throw new IllegalArgumentException("varve.query.fetch-size must be at least 1");
        }
        if (exports < 1) {
            throw new IllegalArgumentException("varve.query.exports must be at least 1");
        }
    }

    /** What {@code auto} is for a range of this length. */
    AskedInterval auto(Duration length) {
        return autoIntervals.stream()
                .filter(entry -> entry.covers(length))
                .findFirst()
                .orElseThrow()
                .asked();
    }

    /**
     * One entry.
     *
     * @param upTo longest range it is for, inclusive
     * @param below longest range it is for, exclusive; at most one of the two
     * @param interval a bucket width or {@code raw}
     */
    record AutoInterval(@Nullable Duration upTo, @Nullable Duration below, String interval) {

        AutoInterval {
            if (upTo != null && below != null) {
                throw new IllegalArgumentException("varve.query.auto-intervals: up-to and below exclude each other");
            }
            AskedInterval.parse(interval);
        }

        boolean coversEverything() {
            return upTo == null && below == null;
        }

        boolean covers(Duration length) {
            return (upTo == null || length.compareTo(upTo) <= 0) && (below == null || length.compareTo(below) < 0);
        }

        AskedInterval asked() {
            return AskedInterval.parse(interval);
        }
    }
}
