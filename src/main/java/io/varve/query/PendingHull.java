package io.varve.query;

import io.varve.rollup.Tier;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Where the invalidation log was seen to have entries for the asked series, so that read-through touches few partitions.
 * Only a bound for scans: which buckets are out of date is decided by the statement in its own snapshot, which asks for
 * another plan when an entry lies outside.
 *
 * @param range null when nothing is pending
 */
record PendingHull(@Nullable TimeRange range) {

    static final PendingHull NONE = new PendingHull(null);
    static final PendingHull EVERYTHING = new PendingHull(new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE));

    /** From two columns, the first being {@code column}; both are null when nothing is pending. */
    static PendingHull read(ResultSet row, int column) throws SQLException {
        OffsetDateTime from = row.getObject(column, OffsetDateTime.class);
        OffsetDateTime to = row.getObject(column + 1, OffsetDateTime.class);
        return from == null || to == null
                ? NONE
                : new PendingHull(new TimeRange(Micros.of(from.toInstant()), Micros.of(to.toInstant())));
    }

    /** The part of the range that has to be read one layer down because of buckets of these tiers; null for none. */
    @Nullable
    TimeRange widened(Collection<Tier> tiers, TimeRange within) {
        if (range == null || tiers.isEmpty() || !range.overlaps(within)) {
            return null;
        }
        long from = Math.max(range.from(), within.from());
        long to = Math.min(range.to(), within.to());
        long widestFrom =
                tiers.stream().mapToLong(tier -> tier.width().floor(from)).min().orElseThrow();
        long widestTo =
                tiers.stream().mapToLong(tier -> tier.width().ceil(to)).max().orElseThrow();
        return new TimeRange(Math.max(widestFrom, within.from()), Math.min(widestTo, within.to()));
    }
}
