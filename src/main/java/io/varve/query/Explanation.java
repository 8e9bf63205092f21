package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a query is answered.
 *
 * @param series how many physical series it reads
 * @param segments which layer serves which stretch
 * @param tiers every tier, with how far it is materialised
 * @param pending where invalidated buckets are read through; null when none are
 * @param sql the statement, ready to be sent by hand; null when no series matches
 * @param planKept whether PostgreSQL keeps the statement's plan and uses it again with other times and series
 * @param estimatedRows rows PostgreSQL expected
 * @param actualRows rows there were
 * @param plan PostgreSQL's EXPLAIN (ANALYZE, FORMAT JSON)
 */
record Explanation(
        String interval,
        Instant startTime,
        Instant endTime,
        int series,
        List<Answer.Stretch> segments,
        List<TierInfo> tiers,
        @Nullable Stretch pending,
        @Nullable String sql,
        boolean planKept,
        @Nullable Long estimatedRows,
        @Nullable Long actualRows,
        @Nullable JsonNode plan) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A tier; its watermark is null before the first refresh. */
    record TierInfo(String name, String width, @Nullable Instant watermark) {

        static TierInfo of(TierState state) {
            Tier tier = state.tier();
            boolean fresh = state.watermark() == Long.MIN_VALUE;
            return new TierInfo(
                    tier.name(), tier.width().toString(), fresh ? null : Micros.toInstant(state.watermark()));
        }
    }

    record Stretch(Instant from, Instant to) {}

    static Explanation of(
            PreparedQuery prepared, PendingHull hull, @Nullable QueryStatement statement, @Nullable String explained) {
        JsonNode plan = explained == null ? null : JSON.readTree(explained).get(0);
        JsonNode top = plan == null ? null : plan.get("Plan");
        // The first row of buckets says what the statement saw.
        int others = prepared.query().isRaw() ? 0 : 1;
        TimeRange range = prepared.query().range();
        return new Explanation(
                prepared.query().interval().label(),
                Micros.toInstant(range.from()),
                Micros.toInstant(range.to()),
                prepared.selection().series().size(),
                prepared.segments().stream().map(Answer.Stretch::of).toList(),
                prepared.plan().tiers().stream().map(TierInfo::of).toList(),
                stretch(hull.range()),
                statement == null ? null : statement.readable(),
                statement != null && statement.keepsPlan(),
                top == null ? null : top.get("Plan Rows").asLong() - others,
                top == null ? null : top.get("Actual Rows").asLong() - others,
                plan);
    }

    private static @Nullable Stretch stretch(@Nullable TimeRange range) {
        return range == null ? null : new Stretch(Micros.toInstant(range.from()), Micros.toInstant(range.to()));
    }
}
