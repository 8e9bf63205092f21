package io.varve.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one statement answered.
 *
 * @param seen what its snapshot held of that which the plan was made from
 * @param more whether rows follow these
 * @param end where the next page goes on, if not after the last row
 * @param exact whether the values they were filled with are exactly those of their buckets
 * @param reach before when everything lies that they depend on, as far as that is after the range
 * @param spooled where the rows are, if not here
 */
record Page(
        Seen seen,
        List<Row> rows,
        boolean more,
        boolean exact,
        DensePage.@Nullable Slot end,
        long reach,
        @Nullable SpooledRows spooled) {

    /** Of a page that depends on nothing after its range. */
    static final long WITHIN = Long.MIN_VALUE;

    Page(Seen seen, List<Row> rows, boolean more) {
        this(seen, rows, more, true, null);
    }

    Page(Seen seen, List<Row> rows, boolean more, boolean exact, DensePage.@Nullable Slot end) {
        this(seen, rows, more, exact, end, WITHIN);
    }

    Page(Seen seen, List<Row> rows, boolean more, boolean exact, DensePage.@Nullable Slot end, long reach) {
        this(seen, rows, more, exact, end, reach, null);
    }

    /** The same, whose rows are there. */
    Page in(SpooledRows spool) {
        return new Page(seen, List.of(), more, exact, end, reach, spool);
    }

    /** How many rows there are, wherever they are. */
    int count() {
        return spooled == null ? rows.size() : spooled.count();
    }

    Row last() {
        return Objects.requireNonNull(spooled == null ? rows.get(rows.size() - 1) : spooled.last());
    }

    Estimates estimates(PreparedQuery prepared) {
        return spooled == null ? Estimates.of(prepared, rows) : spooled.estimates();
    }

    /** Of a query that no series matches. */
    static final Page EMPTY = new Page(new Seen(false, false, 0, 0, 0, PendingHull.NONE), List.of(), false);

    /** Of a statement that named a partition that is gone. */
    static final Page GONE = new Page(new Seen(true, true, 0, 0, 0, PendingHull.NONE), List.of(), false);

    /**
     * The state of the catalogue and of the log in a statement's snapshot.
     *
     * @param replan invalidations, watermarks, floors or partitions are other than planned: there are no rows
     * @param repartitioned partitions are
     * @param newest the highest series id
     * @param epoch of the catalogue
     * @param floors their generation
     * @param pending where entries that matter to the plan lie
     */
    record Seen(boolean replan, boolean repartitioned, int newest, long epoch, long floors, PendingHull pending) {}
}
