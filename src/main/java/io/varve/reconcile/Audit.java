package io.varve.reconcile;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
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
 * Audits the tiers: compares random samples of what is stored with their points. Any number of instances may run it; one of
 * them gets each turn.
 */
@Component
class Audit {

    private static final long HOUR = 3_600 * Micros.SECOND;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final Steps steps;
    private final ReconcileProperties properties;
    private final Ledger ledger;
    private final Random random = new Random();

    Audit(SeriesCatalog catalog, Tiers tiers, Steps steps, ReconcileProperties properties, Ledger ledger) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.tiers = tiers;
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

    /** Coarser tiers first, because a repair makes their buckets pending. */
    private long compare(int[] series, long time) {
        long checked = 0;
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

    /** So many series that on average no more hours of series are read than a sample has; rounded up or down by chance. */
    private int affordable(double hours, int series) {
        double share = properties.sampleHours() * (double) series / Math.max(hours, properties.sampleHours());
        return (int) (share + (share < series ? random.nextDouble() : 0));
    }
}
