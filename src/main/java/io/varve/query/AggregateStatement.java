package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statement that folds points and stored partials into one row per bucket, group and field.
 *
 * <p>Its parts: planned segments (less the buckets that are out of date), what is read through instead of those, and raw.
 * Whatever a part reads, it gives in the same columns, so a bucket may be put together from several layers. Every row
 * also says whether the plan has to be made again.
 */
record AggregateStatement(
        ReadThrough readThrough,
        Placement placement,
        List<FoldedColumn> columns,
        RawScope scope,
        @Nullable PointLimit points,
        boolean descending,
        @Nullable Position after,
        int limit,
        int possibleRows) {

    /** The planner expects ten, where it does not know. */
    private static final int FEW = 20;

    /** More segments than these are read in one part per layer, stretch by stretch. */
    private static final int FEW_SEGMENTS = 16;

    /** Reads partitions by name, and so keeps its plan, where it is about few series and reads few partitions. */
    QueryStatement of(Wanted wanted, PartitionList partitions) {
        if (placement instanceof BucketSql
                && wanted.series().length <= FEW
                && !scope.needsRaw()
                && !readThrough.active()) {
            NamedPartitions named = new NamedPartitions(partitions);
            List<String> parts = parts(wanted, named);
            if (named.isComplete()) {
                return new QueryStatement(sql(wanted, parts, named.gone()), wanted, mostRows(), true);
            }
        }
        List<String> parts = parts(wanted, new NamedPartitions(PartitionList.NONE));
        return new QueryStatement(sql(wanted, parts, "false"), wanted, mostRows(), false);
    }

    /** Beside the answer's one that says what the statement saw. */
    private int mostRows() {
        return 1 + Math.min(limit, possibleRows);
    }

    private String sql(Wanted wanted, List<String> parts, String repartitioned) {
        return """
                %1$s%2$s%13$s,
                part AS (
                %3$s
                )%14$s
                SELECT %8$s, NULL AS bucket, NULL AS grp, NULL AS field%11$s
                FROM guard
                UNION ALL
                SELECT %12$s, answer.*
                FROM (
                    SELECT bucket, grp, field%9$s, %4$s
                    FROM %5$s
                    GROUP BY bucket, grp, field%9$s
                ) AS answer
                ORDER BY bucket %6$s NULLS FIRST, grp %6$s%10$s, field
                LIMIT %7$d""".formatted(
                        Wanted.CTE,
                        readThrough.ctes(wanted, repartitioned),
                        parts.stream()
                                .map(part -> part.indent(4).stripTrailing())
                                .collect(Collectors.joining("\n    UNION ALL\n")),
                        columns.stream().map(FoldedColumn::merged).collect(Collectors.joining(", ")),
                        wholeParts(),
                        descending ? "DESC" : "ASC",
                        limit + 1,
                        ReadThrough.SEEN,
                        scope.perSession() ? ", within" : "",
                        scope.perSession() ? ", within " + (descending ? "DESC" : "ASC") : "",
                        (scope.perSession() ? ", NULL AS within" : "")
                                + columns.stream()
                                        .map(column -> ", NULL AS " + column.label())
                                        .collect(Collectors.joining()),
                        ReadThrough.UNSEEN,
                        placement.before(),
                        placement.after(columns, scope.perSession() ? "grp, field, within" : "grp, field"));
    }

    private String wholeParts() {
        String from = placement.folded() + follows();
        return points == null ? from : "(\n    SELECT * FROM " + from + points.clause() + "\n    ) AS part";
    }

    private String follows() {
        if (after == null) {
            return "";
        }
        return "\n        AND " + after.follows(descending, "bucket", "grp", scope.perSession() ? "within" : "''");
    }

    private List<String> parts(Wanted wanted, NamedPartitions named) {
        List<String> parts = new ArrayList<>();
        if (readThrough.plan().segments().size() <= FEW_SEGMENTS) {
            for (Segment segment : readThrough.plan().segments()) {
                Tier tier = segment.tier();
                TimeRange range = segment.range();
                parts.add(named.in(tier == null ? raw(scope.from(range, wanted)) : stored(tier, range, wanted), range));
            }
        } else {
            readThrough.plan().layers().forEach(layer -> parts.add(stretches(layer, wanted)));
        }
        for (ReadThrough.Fallback fallback : readThrough.fallbacks()) {
            parts.add(fallback.tier() == null ? raw(points(fallback, wanted)) : fallen(fallback.tier(), fallback));
        }
        return parts;
    }

    private String stored(Tier tier, TimeRange range, Wanted wanted) {
        String clean =
                "JOIN marked AS w USING (series_id)\nWHERE (w.dirty_%1$d IS NULL OR NOT w.dirty_%1$d @> t.bucket)"
                        .formatted(tier.id());
        if (tier.packed()) {
            String from = SqlText.time(range.from());
            String to = SqlText.time(range.to());
            String buckets = scope.layers().of(tier.id(), wanted.ids(), from, to, new LayerSql.Bounds(from, to));
            return ofTier("FROM %s AS t\n%s".formatted(buckets, readThrough.active() ? clean : wanted.joinKnown()));
        }
        return ofTier("FROM %s AS t\n%s AND %s"
                .formatted(
                        tier.table(), readThrough.active() ? clean : wanted.join(), SqlText.within("t.bucket", range)));
    }

    /** All that the layer serves by plan, each stretch found by itself. */
    private String stretches(@Nullable Tier tier, Wanted wanted) {
        QueryPlan plan = readThrough.plan();
        TimeRange bounds = plan.hull();
        String stretches = SqlText.multirange(plan.planned(tier == null ? LayerSql.RAW : tier.id()));
        if (tier == null) {
            return raw("FROM %s AS t\n%s".formatted(scope.ofStretches(stretches, bounds), wanted.joinKnown()));
        }
        String clean = "\nWHERE (w.dirty_%1$d IS NULL OR NOT w.dirty_%1$d @> t.bucket)".formatted(tier.id());
        return ofTier("""
                FROM %s AS w
                CROSS JOIN LATERAL (SELECT w.series_id) AS r
                CROSS JOIN LATERAL unnest(%s) AS stretch
                CROSS JOIN LATERAL %s AS t%s""".formatted(
                        readThrough.active() ? "marked" : "wanted",
                        stretches,
                        tier.packed() ? scope.ofStretches(tier.id(), bounds) : buckets(tier, bounds),
                        readThrough.active() ? clean : ""));
    }

    private String points(ReadThrough.Fallback fallback, Wanted wanted) {
        return "FROM %s AS t\n%s".formatted(scope.ofReads(fallback.bounds()), wanted.joinKnown());
    }

    private String fallen(Tier tier, ReadThrough.Fallback fallback) {
        return ofTier("""
                FROM reads AS r
                JOIN wanted AS w USING (series_id)
                CROSS JOIN LATERAL unnest(r.read_%d) AS stretch
                CROSS JOIN LATERAL %s AS t""".formatted(
                        fallback.layer(),
                        tier.packed()
                                ? scope.ofStretches(fallback.layer(), fallback.bounds())
                                : buckets(tier, fallback.bounds())));
    }

    private static String buckets(Tier tier, TimeRange bounds) {
        // OFFSET 0 keeps this a search by key for each stretch, however the planner guesses their number.
        return """
                (
                    SELECT l.*
                    FROM %s AS l
                    WHERE l.series_id = r.series_id AND l.bucket >= lower(stretch) AND l.bucket < upper(stretch)
                        AND %s
                    OFFSET 0
                )""".formatted(tier.table(), SqlText.within("l.bucket", bounds));
    }

    private String ofTier(String from) {
        return select(
                placement.ofTier("t.bucket"),
                columns.stream().map(FoldedColumn::ofTier).toList(),
                from);
    }

    private String raw(String from) {
        return select(
                placement.ofRaw("t.time"),
                columns.stream().map(FoldedColumn::ofRaw).toList(),
                from);
    }

    private String select(String bucket, List<String> contributions, String from) {
        String within = scope.perSession() ? ", " + RawScope.SESSION + " AS within" : "";
        return "SELECT %s AS bucket, w.grp, w.field%s, %s\n%s"
                .formatted(bucket, within, String.join(", ", contributions), from);
    }
}
