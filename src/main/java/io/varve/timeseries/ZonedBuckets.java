package io.varve.timeseries;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buckets that begin whenever the clocks of a zone show a start of the local ones.
 *
 * <p>Where clocks are put forward over such a start, a bucket begins at that moment; over several, as when Samoa left out a
 * day, it is one bucket. Where they are put back and show a start twice, a bucket begins at the first only, unless buckets
 * are no wider than what is repeated: the hour that is there twice is two buckets of an hour, but part of one day.
 *
 * @param local buckets on the zone's clocks, as if those showed UTC
 */
record ZonedBuckets(Buckets local, ZoneRules rules) implements Buckets {

    @Override
    public BucketWidth width() {
        return local.width();
    }

    @Override
    public long floor(long time) {
        for (long at = time; true; ) {
            ZoneOffsetTransition last = lastAt(at);
            long offset = offsetAt(at);
            long start = local.floor(at + offset) - offset;
            if (last == null) {
                return start;
            }
            long changed = Micros.of(last.getInstant());
            if (start >= changed && start >= endOfRepeated(last)) {
                return start;
            }
            if (start < changed && start + offset >= changed + before(last)) {
                return changed;
            }
            at = changed - 1;
        }
    }

    @Override
    public long next(long start) {
        ZoneOffsetTransition last = lastAt(start);
        long offset = offsetAt(start);
        long local = this.local.next(this.local.floor(start + offset));
        while (true) {
            if (last != null && local - offset < endOfRepeated(last)) {
                local = this.local.ceil(endOfRepeated(last) + offset);
            }
            ZoneOffsetTransition change =
                    rules.nextTransition(last == null ? Micros.toInstant(start) : max(last, start));
            long changed = change == null ? Long.MAX_VALUE : Micros.of(change.getInstant());
            if (change == null || local - offset < changed) {
                return local - offset;
            }
            offset = after(change);
            if (change.isGap() && local < changed + offset) {
                return changed;
            }
            if (change.isOverlap()) {
                local = this.local.ceil(changed + offset);
            }
            last = change;
        }
    }

    @Override
    public boolean contains(BucketWidth finer) {
        return false;
    }

    @Override
    public boolean isRegular() {
        return false;
    }

    @Override
    public long count(TimeRange range) {
        long changes = 0;
        for (ZoneOffsetTransition change : changes(range)) {
            changes += 1 + Math.abs(length(change)) / width().shortest();
        }
        return local.count(range) + changes;
    }

    /** The same without the zone, where in and around this range it makes no difference. */
    Buckets simplified(TimeRange range) {
        long margin = 2 * Micros.DAY + (width().isCalendar() ? width().months() * 31 * Micros.DAY : width().micros());
        TimeRange around = new TimeRange(range.from() - margin, range.to() + margin);
        List<ZoneOffsetTransition> changes = changes(around);
        long offset = offsetAt(around.from());
        if (offset == 0 && changes.isEmpty()) {
            return local;
        }
        if (width().isCalendar() || !changes.stream().allMatch(this::makesNoDifference)) {
            return this;
        }
        return AnchoredWidth.of(width(), local.floor(around.from() + offset) - offset);
    }

    /** Whether buckets begin after the change as if it had not been. */
    private boolean makesNoDifference(ZoneOffsetTransition change) {
        long time = Micros.of(change.getInstant()) + before(change);
        return length(change) % width().micros() == 0 && local.floor(time) == time;
    }

    private List<ZoneOffsetTransition> changes(TimeRange range) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffsetTransition change = rules.nextTransition(Micros.toInstant(range.from()));
        while (change != null && Micros.of(change.getInstant()) < range.to()) {
            changes.add(change);
            change = rules.nextTransition(change.getInstant());
        }
        return changes;
    }

    /** Until when the clocks repeat what they have shown before this change, and no bucket begins. */
    private long endOfRepeated(ZoneOffsetTransition change) {
        long repeated = -length(change);
        return repeated > 0 && width().shortest() > repeated
                ? Micros.of(change.getInstant()) + repeated
                : Long.MIN_VALUE;
    }

    private @Nullable ZoneOffsetTransition lastAt(long time) {
        return rules.previousTransition(Micros.toInstant(time + 1));
    }

    private static Instant max(ZoneOffsetTransition change, long time) {
        return Micros.toInstant(Math.max(time, Micros.of(change.getInstant())));
    }

    private long offsetAt(long time) {
        return rules.getOffset(Micros.toInstant(time)).getTotalSeconds() * Micros.SECOND;
    }

    private static long before(ZoneOffsetTransition change) {
        return change.getOffsetBefore().getTotalSeconds() * Micros.SECOND;
    }

    private static long after(ZoneOffsetTransition change) {
        return change.getOffsetAfter().getTotalSeconds() * Micros.SECOND;
    }

    /** By how much clocks are put forward; negative for back. */
    private static long length(ZoneOffsetTransition change) {
        return after(change) - before(change);
    }
}
