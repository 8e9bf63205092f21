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
 * @param sql the first statement, ready to be sent by hand; null when no series matches
 * @param planKept whether PostgreSQL keeps the statement's plan and uses it again with other times and series
 * @param estimatedRows rows PostgreSQL expected
 * @param actualRows rows there were
 * @param plan PostgreSQL's EXPLAIN (ANALYZE, FORMAT JSON)
 * @param further the other statements, where one does not tell all: what lies beside gaps is looked for after them
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
        @Nullable JsonNode plan,
        List<Statement> further) {

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

    /** One statement and what PostgreSQL made of it. */
    record Statement(String sql, boolean planKept, long estimatedRows, long actualRows, JsonNode plan) {

        /** The first row of buckets, and so of all but points, says what the statement saw. */
        static Statement of(QueryStatement statement, String explained, boolean points) {
            JsonNode plan = JSON.readTree(explained).get(0);
            JsonNode top = plan.get("Plan");
            int others = points ? 0 : 1;
            return new Statement(
                    statement.readable(),
                    statement.keepsPlan(),
                    top.get("Plan Rows").asLong() - others,
                    top.get("Actual Rows").asLong() - others,
                    plan);
        }
    }

    /** {@code statements} in the order in which they are sent; none when no series matches. */
    static Explanation of(PreparedQuery prepared, PendingHull hull, List<Statement> statements) {
        Statement first = statements.isEmpty() ? null : statements.get(0);
        TimeRange range = prepared.query().range();
        return new Explanation(
                prepared.query().interval().label(),
                Micros.toInstant(range.from()),
                Micros.toInstant(range.to()),
                prepared.selection().series().size(),
                prepared.segments().stream().map(Answer.Stretch::of).toList(),
                prepared.plan().tiers().stream().map(TierInfo::of).toList(),
                stretch(hull.range()),
                first == null ? null : first.sql(),
                first != null && first.planKept(),
                first == null ? null : Long.valueOf(first.estimatedRows()),
                first == null ? null : Long.valueOf(first.actualRows()),
                first == null ? null : first.plan(),
                statements.stream().skip(1).toList());
    }

    private static @Nullable Stretch stretch(@Nullable TimeRange range) {
        return range == null ? null : new Stretch(Micros.toInstant(range.from()), Micros.toInstant(range.to()));
    }
}
