package io.varve.query;

import io.varve.custom.Rollup;
import io.varve.timeseries.TimeRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a custom rollup serves of a query: groups whose members are exactly series that were asked for.
 *
 * @param groups ids of the rollup's groups
 * @param numbers of the query's group that each is of
 * @param fields and of its field
 * @param stretches when it serves, in order of time
 * @param beyond whether the tiers could not give all of the range
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and as many as there are groups.
record Rolled(Rollup rollup, int[] groups, int[] numbers, int[] fields, List<TimeRange> stretches, boolean beyond) {

    /** The rows t of a stretch, with their group and field as w, and their session as s if there is one. */
    String from(TimeRange stretch, RawScope scope) {
        return """
                FROM %s AS t
                JOIN unnest(%s, %s, %s) AS w (group_id, grp, field) USING (group_id)%s
                WHERE %s""".formatted(
                        rollup.tier().table(),
                        array(groups),
                        array(numbers),
                        array(fields),
                        scope.ofStored(rollup.tier().width()),
                        SqlText.within("t.bucket", stretch));
    }

    /** Whether the snapshot holds another rollup than planned with, or some of it is out of date. */
    String moved() {
        String first = SqlText.time(stretches.get(0).from());
        String last = SqlText.time(stretches.get(stretches.size() - 1).to());
        return """
                NOT EXISTS (
                            SELECT FROM rollup.custom AS c
                            WHERE c.rollup_id = %1$d AND c.generation = %2$d AND c.begins <= %3$s AND c.position >= %4$s)
                        OR EXISTS (
                            SELECT FROM rollup.custom_invalidation AS i
                            WHERE i.rollup_id = %1$d AND i.group_id = ANY (%5$s) AND (%6$s))""".formatted(
                        rollup.id(),
                        rollup.generation(),
                        first,
                        last,
                        array(groups),
                        stretches.stream()
                                .map(stretch -> "i.from_bucket < " + SqlText.time(stretch.to()) + " AND i.to_bucket > "
                                        + SqlText.time(stretch.from()))
                                .collect(Collectors.joining(" OR ")));
    }

    private static String array(int[] ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(",", "'{", "}'::integer[]"));
    }
}
