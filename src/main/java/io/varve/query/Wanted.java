package io.varve.query;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The series a statement reads, as parallel arrays: the series' id, the number of its group in the order of groups, and
 * the number of its field in the order of fields.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and as many as there are series.
record Wanted(int[] series, int[] groups, int[] fields) {

    /** Stand in a statement for the arrays. */
    static final String SERIES = "{series}";

    static final String GROUPS = "{groups}";
    static final String FIELDS = "{fields}";

    static final String CTE = """
            WITH wanted AS MATERIALIZED (
                SELECT series_id, grp, field
                FROM unnest({series}::integer[], {groups}::integer[], {fields}::integer[]) AS w (series_id, grp, field)
            )""";

    /** The planner looks at each of these, wherever they are named: a thousand took it 6 ms more than none. */
    private static final int FEW = 100;

    /** Their ids as an SQL array, which the planner knows if they are few. */
    String ids() {
        return series.length <= FEW ? SERIES + "::integer[]" : "ARRAY(SELECT series_id FROM wanted)";
    }

    /** The clause that names row t's group and field as w and keeps to the wanted series; continues with AND. */
    String join() {
        return isOneGroup() && series.length <= FEW
                ? "CROSS JOIN (SELECT 0 AS grp, 0 AS field) AS w\nWHERE t.series_id = ANY (" + ids() + ")"
                : "JOIN wanted AS w USING (series_id)\nWHERE true";
    }

    /** As {@link #join}, for rows t that are of wanted series already. */
    String joinKnown() {
        return isOneGroup() ? "CROSS JOIN (SELECT 0 AS grp, 0 AS field) AS w" : "JOIN wanted AS w USING (series_id)";
    }

    int[] array(String placeHolder) {
        return switch (placeHolder) {
            case SERIES -> series;
            case GROUPS -> groups;
            default -> fields;
        };
    }

    String literal(String placeHolder) {
        return Arrays.stream(array(placeHolder))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "'{", "}'"));
    }

    private boolean isOneGroup() {
        return Arrays.stream(groups).allMatch(group -> group == 0)
                && Arrays.stream(fields).allMatch(field -> field == 0);
    }
}
