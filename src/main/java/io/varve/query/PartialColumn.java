package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The parts of a partial as SQL: how a row of a tier and how a raw point (both called t) contribute, and how
 * contributions merge. Statements carry only those that an asked function needs.
 */
enum PartialColumn implements FoldedColumn {
    POINTS(
            "t.point_count",
            "1::bigint",
            "sum(points)::bigint",
            Set.of(
                    AggregateFunction.COUNT,
                    AggregateFunction.COUNT_RATE,
                    AggregateFunction.AVG,
                    AggregateFunction.VARIANCE,
                    AggregateFunction.STDDEV)),
    TOTAL(
            "t.value_sum",
            "t.value",
            "sum(total)",
            Set.of(AggregateFunction.SUM, AggregateFunction.AVG, AggregateFunction.CUMULATIVE)),
    SPREAD(
            "ARRAY[t.point_count, t.value_sum, t.value_m2]",
            "ARRAY[1, t.value, 0]",
            "(rollup.merge_stats(spread))[3]",
            Set.of(AggregateFunction.VARIANCE, AggregateFunction.STDDEV)),
    LOWEST("t.value_min", "t.value", "min(lowest)", Set.of(AggregateFunction.MIN, AggregateFunction.RANGE)),
    HIGHEST("t.value_max", "t.value", "max(highest)", Set.of(AggregateFunction.MAX, AggregateFunction.RANGE)),
    EARLIEST(
            "rollup.first_key(t.first_time, t.first_source, t.series_id, t.first_value)",
            "rollup.first_key(t.time, t.source, t.series_id, t.value)",
            "(max(earliest))[5]",
            Set.of(AggregateFunction.FIRST),
            true),
    LATEST(
            "rollup.last_key(t.last_time, t.last_source, t.series_id, t.last_value)",
            "rollup.last_key(t.time, t.source, t.series_id, t.value)",
            "(max(latest))[5]",
            Set.of(AggregateFunction.LAST),
            true),
    EARLIEST_AT("t.first_time", "t.time", micros("min(earliest_at)"), Set.of(), true),
    LATEST_AT("t.last_time", "t.time", micros("max(latest_at)"), Set.of(), true);

    private final String ofTier;
    private final String ofRaw;
    private final String merged;
    private final Set<AggregateFunction> users;
    private final boolean atEnds;

    PartialColumn(String ofTier, String ofRaw, String merged, Set<AggregateFunction> users) {
        this(ofTier, ofRaw, merged, users, false);
    }

    /** {@code atEnds}: also used by functions for which the points beside a bucket count. */
    PartialColumn(String ofTier, String ofRaw, String merged, Set<AggregateFunction> users, boolean atEnds) {
        this.atEnds = atEnds;
        this.ofTier = ofTier;
        this.ofRaw = ofRaw;
        this.merged = merged;
        this.users = users;
    }

    /** Whether profiles hold it too. */
    boolean isOfProfiles() {
        return this != TOTAL && this != SPREAD;
    }

    private static String micros(String time) {
        return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
    }

    static List<PartialColumn> neededBy(Set<AggregateFunction> functions) {
        return List.of(values()).stream()
                .filter(column -> column.users.stream().anyMatch(functions::contains)
                        || column.atEnds && functions.stream().anyMatch(AggregateFunction::needsNeighbours))
                .toList();
    }

    @Override
    public String ofTier() {
        return ofTier + " AS " + label();
    }

    /** Of points of one time and source the series decides, and there the row has that of each. */
    @Override
    public String ofRollup() {
        return ofTier().replace("t.series_id", this == EARLIEST ? "t.first_series" : "t.last_series");
    }

    @Override
    public String ofRaw() {
        return ofRaw + " AS " + label();
    }

    @Override
    public String none() {
        String type = switch (this) {
            case POINTS -> "bigint";
            case TOTAL, LOWEST, HIGHEST -> "double precision";
            case SPREAD, EARLIEST, LATEST -> "double precision[]";
            case EARLIEST_AT, LATEST_AT -> "timestamptz";
        };
        return "NULL::" + type + " AS " + label();
    }

    @Override
    public String combined() {
        String whole = switch (this) {
            case SPREAD -> "rollup.merge_stats(spread)";
            case EARLIEST -> "max(earliest)";
            case LATEST -> "max(latest)";
            case EARLIEST_AT -> "min(earliest_at)";
            case LATEST_AT -> "max(latest_at)";
            default -> merged;
        };
        return whole + " AS " + label();
    }

    @Override
    public String merged() {
        return merged + " AS " + label();
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        into.put(this, row.getDouble(at));
    }
}
