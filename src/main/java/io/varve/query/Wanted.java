package io.varve.query;

/**
 * The series a statement reads, as parallel arrays: the series' id, the number of its group in the order of groups, and
 * the number of its field in the order of fields.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and as many as there are series.
record Wanted(int[] series, int[] groups, int[] fields) {

    static final String CTE = """
            WITH wanted AS MATERIALIZED (
                SELECT series_id, grp, field
                FROM unnest(?::integer[], ?::integer[], ?::integer[]) AS w (series_id, grp, field)
            )""";
}
