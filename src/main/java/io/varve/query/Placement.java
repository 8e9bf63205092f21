package io.varve.query;

import java.util.List;

/** How a statement puts what it reads into the rows of its answer. */
sealed interface Placement permits BucketSql, WindowSql, RecurringSql, BinSql {

    /** CTEs that {@link #ofRaw} and {@link #ofTier} refer to, each after a comma. */
    String before();

    /** Where a point of this time belongs. */
    String ofRaw(String time);

    /** Where a tier's bucket that starts then belongs. */
    String ofTier(String start);

    /**
     * CTEs that make of the CTE part what {@link #folded} reads, each after a comma.
     *
     * @param keys the columns of a row's key but the bucket, by comma
     */
    default String after(List<FoldedColumn> columns, String keys) {
        return "";
    }

    /** FROM and WHERE of what is folded by bucket and keys; continues with AND. */
    default String folded() {
        return "part\n    WHERE NOT (SELECT replan FROM guard)";
    }
}
