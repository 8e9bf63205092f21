package io.varve.query;

import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import java.time.ZoneId;
import java.util.List;

/** What points are put into by something else than their bucket alone. */
sealed interface Spread {

    /** Puts what is read of the range there. */
    Placement placement(Buckets buckets, TimeRange range);

    /** Buckets that recur, such as the same hour of all days, as one: the first of them. */
    record Recurring(Recurrence recurrence, ZoneId zone) implements Spread {

        @Override
        public Placement placement(Buckets buckets, TimeRange range) {
            return new RecurringSql(buckets, range, recurrence, zone);
        }
    }

    /** By their values: the number of the bin, in seconds. {@code bounds} ascend; the last bin holds its upper bound too. */
    record Bins(List<Double> bounds) implements Spread {

        @Override
        public Placement placement(Buckets buckets, TimeRange range) {
            return new BinSql(bounds.subList(0, Math.max(1, bounds.size() - 1)));
        }
    }
}
