package io.varve.query;

import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a page of an answer that has a row for every bucket and group: they are known before anything is read.
 *
 * @param slots in the order of the answer
 * @param buckets that the slots are about, in order of time
 * @param more whether slots follow these
 */
record DensePage(List<Slot> slots, List<Long> buckets, boolean more) {

    /** One row to be. */
    record Slot(long bucket, int group) {}

    static DensePage of(TimeseriesQuery query, Buckets all, Groups groups, int most) {
        TimeRange range = range(query, all);
        if (range == null) {
            return new DensePage(List.of(), List.of(), false);
        }
        Walk walk = new Walk(range, all, groups.size(), query.descending());
        Slot slot = walk.first(query.cursor(), groups);
        List<Slot> slots = new ArrayList<>();
        List<Long> buckets = new ArrayList<>();
        while (walk.reaches(slot) && slots.size() < most) {
            if (buckets.isEmpty() || buckets.get(buckets.size() - 1) != slot.bucket()) {
                buckets.add(slot.bucket());
            }
            slots.add(slot);
            slot = walk.after(slot);
        }
        if (query.descending()) {
            Collections.reverse(buckets);
        }
        return new DensePage(slots, buckets, walk.reaches(slot));
    }

    /** From where rows begin: windows that end before the range are none of it. Null where there are no rows. */
    private static @Nullable TimeRange range(TimeseriesQuery query, Buckets all) {
        if (query.interval().window() == null) {
            return query.range();
        }
        long first = all.ceil(query.range().from());
        return first < query.range().to() ? new TimeRange(first, query.range().to()) : null;
    }

    /** The part of the range that these buckets cover. */
    TimeRange covered(TimeRange range, Buckets all) {
        long first = buckets.get(0);
        long end = all.next(buckets.get(buckets.size() - 1));
        return new TimeRange(Math.max(range.from(), first), Math.min(range.to(), end));
    }

    /** Whether the page has rows of this group. */
    boolean shows(int group) {
        if (buckets.size() > 1) {
            return true;
        }
        int first = slots.get(0).group();
        int last = slots.get(slots.size() - 1).group();
        return Math.min(first, last) <= group && group <= Math.max(first, last);
    }

    /** From row to row, forward or backward. */
    private record Walk(TimeRange range, Buckets all, int groups, boolean descending) {

        private static final String BELOW_ALL = "a";
        private static final String ABOVE_ALL = "b";

        Slot first(@Nullable Cursor cursor, Groups known) {
            if (cursor == null) {
                return new Slot(all.floor(descending ? range.to() - 1 : range.from()), descending ? groups - 1 : 0);
            }
            Position last = known.position(cursor.time(), cursor.group(), BELOW_ALL, ABOVE_ALL);
            boolean gone = last.within().equals(ABOVE_ALL);
            long bucket = all.floor(Math.min(range.to() - 1, Math.max(range.from(), cursor.time())));
            return descending && gone ? turned(new Slot(bucket, last.group())) : after(new Slot(bucket, last.group()));
        }

        boolean reaches(Slot slot) {
            return descending ? all.next(slot.bucket()) > range.from() : slot.bucket() < range.to();
        }

        Slot after(Slot slot) {
            return turned(new Slot(slot.bucket(), slot.group() + (descending ? -1 : 1)));
        }

        private Slot turned(Slot slot) {
            if (slot.group() >= groups) {
                return new Slot(all.next(slot.bucket()), 0);
            }
            return slot.group() < 0 ? new Slot(all.floor(slot.bucket() - 1), groups - 1) : slot;
        }
    }
}
