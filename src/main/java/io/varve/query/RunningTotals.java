package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.TimeRange;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries the sum of what lies in the range before a page into it.
 *
 * @param page what is read for the page
 * @param before what is summed up; null for nothing
 */
record RunningTotals(
        PreparedQuery prepared, TimeRange page, @Nullable TimeRange before) {

    /** Where edges had to be widened, two parts could count the same bucket: then they are read as one. */
    static RunningTotals of(PreparedQuery prepared, TimeRange covered) {
        TimeRange range = prepared.query().range();
        boolean running =
                prepared.query().accumulates() && prepared.query().interval().window() == null;
        if (!running || covered.from() == range.from()) {
            return new RunningTotals(prepared, covered, null);
        }
        boolean whole = prepared.with(Shortcuts.NONE)
                .part(prepared.query().part(range), prepared.groups())
                .isExact();
        return whole
                ? new RunningTotals(prepared, covered, new TimeRange(range.from(), covered.from()))
                : new RunningTotals(prepared, new TimeRange(range.from(), covered.to()), null);
    }

    /** Tells the lanes. Not null if the snapshot asks for another plan. */
    @Nullable
    Seen carry(Groups groups, PartReader reader, Map<Long, Lane> lanes) {
        if (before == null) {
            return null;
        }
        Page page = reader.shown(prepared.part(
                prepared.query().part(before, LookAround.ONE_BUCKET, Set.of(AggregateFunction.SUM)), groups));
        for (Row row : page.rows()) {
            for (Row.Cell cell : row.cells()) {
                Lane lane = lanes.get(Lane.key(row.group(), cell.field()));
                if (lane != null) {
                    lane.carry(cell.partial());
                }
            }
        }
        return page.seen().replan() ? page.seen() : null;
    }
}
