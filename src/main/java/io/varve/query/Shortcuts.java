package io.varve.query;

import io.varve.custom.Rollup;
import io.varve.timeseries.Micros;
import java.util.List;

/**
 * Has custom rollups serve what they can of queries that were planned from tiers. A rollup is taken where its groups are made of exactly the
 * asked series, none of them of two rows of the answer, its buckets nest in the asked ones, and it is less to read. It serves whole
 * buckets that are made and that nothing is known to be pending for; the tiers the rest.
 *
 * @param rollups that may be taken
 * @param hull where the log has entries: only with this one a statement may be sent
 * @param beyond whether they may also tell exactly what the tiers do not
 */
record Shortcuts(List<Rollup> rollups, PendingHull hull, boolean beyond) {

    /** Tiers alone. */
    static final Shortcuts NONE = new Shortcuts(List.of(), PendingHull.NONE, true);

    private static final double USUAL_DISTANCE = 10 * Micros.SECOND;

    Shortcuts(List<Rollup> rollups, PendingHull hull) {
        this(rollups, hull, true);
    }

    /** The same where this is pending. */
    Shortcuts where(PendingHull other) {
        return rollups.isEmpty() ? this : new Shortcuts(rollups, other, beyond);
    }

    /** The same for what tiers tell exactly. */
    Shortcuts inExact() {
        return rollups.isEmpty() ? this : new Shortcuts(rollups, hull, false);
    }

    /** A query that is planned from tiers, planned again with the best of the rollups, or as it is. */
    PreparedQuery taken(PreparedQuery prepared) {
        if (rollups.isEmpty() || !isOfPartials(prepared) || !beyond && !prepared.isExact()) {
            return prepared;
        }
        PreparedQuery best = prepared;
        for (Rollup rollup : rollups) {
            PreparedQuery other = new Taking(prepared, hull).with(rollup);
            if (other != null && isBetter(other, best)) {
                best = other;
            }
        }
        return best;
    }

    private static boolean isBetter(PreparedQuery other, PreparedQuery best) {
        return other.isExact() == best.isExact() ? rows(other) < rows(best) : other.isExact();
    }

    /** What partials alone tell, bucket by bucket. */
    private static boolean isOfPartials(PreparedQuery prepared) {
        TimeseriesQuery query = prepared.query();
        return query.interval().buckets() != null
                && query.interval().window() == null
                && !(query.interval().spread() instanceof Spread.Bins)
                && !query.needsAllPoints()
                && prepared.groups().wanted().series().length > 0;
    }

    private static double rows(PreparedQuery prepared) {
        double rows = 0;
        int series = prepared.groups().wanted().series().length;
        for (Segment segment : prepared.segments()) {
            Rolled rolled = segment.rolled();
            double width = segment.tier() == null
                    ? USUAL_DISTANCE
                    : segment.tier().width().shortest();
            rows += segment.range().length() / width * (rolled == null ? series : rolled.groups().length);
        }
        return rows;
    }
}
