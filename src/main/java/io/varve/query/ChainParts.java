package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a statement that read one chain of layers: planned segments (less the buckets that are out of date), what is read
 * through instead of those, and raw.
 *
 * @param columns of all parts of the statement
 * @param own those that this chain tells something of
 */
record ChainParts(
        ReadThrough readThrough,
        Placement placement,
        List<FoldedColumn> columns,
        Set<FoldedColumn> own,
        RawScope scope) {

    /** More segments than these are read in one part per layer, stretch by stretch. */
    private static final int FEW_SEGMENTS = 16;

    List<String> of(Wanted wanted, NamedPartitions named) {
        List<String> parts = new ArrayList<>();
        if (readThrough.plan().segments().size() <= FEW_SEGMENTS) {
            for (Segment segment : readThrough.plan().segments()) {
                Tier tier = segment.tier();
                TimeRange range = segment.range();
                Rolled rolled = segment.rolled();
                if (rolled != null) {
                    parts.add(select(
                            placement.ofTier("t.bucket"), given(FoldedColumn::ofRollup), rolled.from(range, scope)));
                    continue;
                }
                parts.add(named.in(tier == null ? raw(scope.from(range, wanted)) : stored(tier, range, wanted), range));
            }
        } else {
            readThrough.plan().layers().forEach(layer -> parts.add(stretches(layer, wanted)));
        }
        if (scope.needsRaw()) {
            // What is out of date is read as points by plan already.
            return parts;
        }
        for (ReadThrough.Fallback fallback : readThrough.fallbacks()) {
            parts.add(fallback.tier() == null ? raw(points(fallback, wanted)) : fallen(fallback.tier(), fallback));
        }
        return parts;
    }

    private String stored(Tier tier, TimeRange range, Wanted wanted) {
        String clean = "JOIN %2$s AS w USING (series_id)\nWHERE (w.dirty_%1$d IS NULL OR NOT w.dirty_%1$d @> t.bucket)"
                .formatted(tier.id(), readThrough.named("marked"));
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
                        readThrough.active() ? readThrough.named("marked") : "wanted",
                        stretches,
                        tier.packed() ? scope.ofStretches(tier.id(), bounds) : buckets(tier, bounds),
                        readThrough.active() ? clean : ""));
    }

    private String points(ReadThrough.Fallback fallback, Wanted wanted) {
        return "FROM %s AS t\n%s"
                .formatted(scope.ofReads(readThrough.named("reads"), fallback.bounds()), wanted.joinKnown());
    }

    private String fallen(Tier tier, ReadThrough.Fallback fallback) {
        return ofTier("""
                FROM %s AS r
                JOIN wanted AS w USING (series_id)
                CROSS JOIN LATERAL unnest(r.read_%d) AS stretch
                CROSS JOIN LATERAL %s AS t""".formatted(
                        readThrough.named("reads"),
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
        boolean profiles = readThrough.plan().chain().isOfProfiles();
        return select(
                placement.ofTier("t.bucket"), given(profiles ? FoldedColumn::ofProfile : FoldedColumn::ofTier), from);
    }

    private String raw(String from) {
        return select(placement.ofRaw("t.time"), given(FoldedColumn::ofRaw), from);
    }

    private List<String> given(Function<FoldedColumn, String> contribution) {
        return columns.stream()
                .map(column -> own.contains(column) ? contribution.apply(column) : column.none())
                .toList();
    }

    private String select(String bucket, List<String> contributions, String from) {
        String within = scope.perSession() ? ", " + RawScope.SESSION + " AS within" : "";
        return "SELECT %s AS bucket, w.grp, w.field%s, %s\n%s"
                .formatted(bucket, within, String.join(", ", contributions), from);
    }
}
