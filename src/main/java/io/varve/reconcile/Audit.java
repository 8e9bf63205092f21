package io.varve.reconcile;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.custom.KnownRollups;
import io.varve.custom.Rollup;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.rollup.TierState;
import io.varve.rollup.Tiers;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.springframework.stereotype.Component;

/**
 * Audits tiers and custom rollups: compares random samples of what is stored with their points, or sources. Any number of instances may run it; one of
 * them gets each turn.
 */
@Component
class Audit {

    private static final long HOUR = 3_600 * Micros.SECOND;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final KnownRollups rollups;
    private final Steps steps;
    private final ReconcileProperties properties;
    private final Ledger ledger;
    private final Random random = new Random();

    Audit(
            SeriesCatalog catalog,
            Tiers tiers,
            KnownRollups rollups,
            Steps steps,
            ReconcileProperties properties,
            Ledger ledger) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.tiers = tiers;
        this.rollups = rollups;
        this.steps = steps;
        this.properties = properties;
    }

    /**
     * Audits one sample, if it is time for one, no other instance does, and audits are neither paused nor waiting after a
     * failure; returns the buckets that were compared.
     */
    long run() {
        if (properties.sampleSeries() == 0
                || !ledger.isDue(Reconciler.JOB)
                || !steps.claimAudit(properties.interval())) {
            return 0;
        }
        return ledger.record(Reconciler.JOB, this::sample);
    }

    private long sample(Run run) {
        List<Series> all = catalog.current().all();
        if (all.isEmpty()) {
            return 0;
        }
        int[] series = random.ints(properties.sampleSeries(), 0, all.size())
                .map(place -> all.get(place).id())
                .distinct()
                .toArray();
        Long time = steps.sampleTime(series[0], random.nextDouble());
        if (time == null) {
            return 0;
        }
        run.begin();
        long checked = compare(series, time);
        run.took(checked);
        return checked;
    }

    /** What is built from others first, because a repair makes its buckets pending. */
    private long compare(int[] series, long time) {
        long checked = 0;
        for (Rollup rollup : rollups.current()) {
            checked += compare(rollup, series, time);
        }
        List<TierState> finerFirst = tiers.current();
        for (int i = finerFirst.size() - 1; i >= 0; i--) {
            checked += compare(finerFirst.get(i), series, time);
        }
        return checked;
    }

    private long compare(TierState tier, int[] series, long time) {
        BucketWidth width = tier.tier().width();
        long from = width.floor(time);
        long to = Math.min(width.ceil(time + properties.sampleHours() * HOUR), tier.watermark());
        int affordable = affordable((double) (to - from) / HOUR, series.length);
        if (from >= to || affordable == 0) {
            return 0;
        }
        return steps.take(tier.tier().name(), Arrays.copyOf(series, affordable), from, to, properties.repair())
                .checked();
    }

    /** One group, as many of its buckets as cost no more than a sample; if one costs more, not every time. */
    private long compare(Rollup rollup, int[] series, long time) {
        BucketWidth width = rollup.tier().width();
        int[] groups = rollup.members().oneOfEachGroup(series);
        long from = width.floor(time);
        if (groups.length == 0 || from < rollup.begins() || width.next(from) > rollup.position()) {
            return 0;
        }
        int members = rollup.members().sizeOf(rollup.members().groupOf(groups[0]));
        double hours = properties.sampleHours() * (double) series.length / members;
        double bucket = (double) (width.next(from) - from) / HOUR;
        if (hours < bucket * random.nextDouble()) {
            return 0;
        }
        long end = from + (long) (Math.min(hours, properties.sampleHours()) * HOUR);
        long to = Math.min(Math.max(width.next(from), width.floor(end)), rollup.position());
        return steps.take(rollup.tier().name(), Arrays.copyOf(groups, 1), from, to, properties.repair())
                .checked();
    }

    /** So many series that on average no more hours of series are read than a sample has; rounded up or down by chance. */
    private int affordable(double hours, int series) {
        double share = properties.sampleHours() * (double) series / Math.max(hours, properties.sampleHours());
        return (int) (share + (share < series ? random.nextDouble() : 0));
    }
}
