package io.varve.query;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statement that folds points and stored partials into one row per bucket, group and field.
 *
 * <p>Whatever a part of it reads, it gives in the same columns, so a bucket may be put together from several layers. The
 * first row says whether the plan has to be made again.
 */
record AggregateStatement(
        List<ChainParts> chains,
        Placement placement,
        List<FoldedColumn> columns,
        RawScope scope,
        @Nullable PointLimit points,
        @Nullable ReadLimit reads,
        boolean descending,
        @Nullable Position after,
        int limit,
        int possibleRows) {

    /** The planner expects ten, where it does not know. */
    private static final int FEW = 20;

    /** Reads partitions by name, and so keeps its plan, where it is about few series and reads few partitions. */
    QueryStatement of(Wanted wanted, PartitionList partitions) {
        if (placement instanceof BucketSql && wanted.series().length <= FEW && !scope.needsRaw() && !guard().active()) {
            NamedPartitions named = new NamedPartitions(partitions);
            List<String> parts = parts(wanted, named);
            if (named.isComplete()) {
                return new QueryStatement(sql(wanted, parts, named.gone()), wanted, mostRows(), true, mayBeGone());
            }
        }
        List<String> parts = parts(wanted, new NamedPartitions(PartitionList.NONE));
        return new QueryStatement(sql(wanted, parts, "false"), wanted, mostRows(), false, mayBeGone());
    }

    private boolean mayBeGone() {
        return chains.stream().anyMatch(chain -> chain.readThrough().plan().rolled() != null);
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
                        guard().ctes(wanted, repartitioned),
                        parts.stream()
                                        .map(part -> part.indent(4).stripTrailing())
                                        .collect(Collectors.joining("\n    UNION ALL\n"))
                                + (reads == null ? "" : reads.clause()),
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

    private Guard guard() {
        return new Guard(chains.stream().map(ChainParts::readThrough).toList());
    }

    private List<String> parts(Wanted wanted, NamedPartitions named) {
        return chains.stream()
                .flatMap(chain -> chain.of(wanted, named).stream())
                .toList();
    }
}
