package io.varve.reconcile;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSelector;
import io.varve.catalog.SeriesSnapshot;
import io.varve.custom.KnownRollups;
import io.varve.custom.Rollup;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.rollup.TierState;
import io.varve.rollup.Tiers;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Reconciles ranges of any length: custom rollups and tiers one by one, some series and a stretch of time at a step, each step a statement with a
 * snapshot of its own. So memory and the length of transactions are bounded, however much is asked for.
 */
@Component
class Reconciler {

    static final Job JOB = Job.ofAll("reconcile");

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final KnownRollups rollups;
    private final Steps steps;
    private final Ledger ledger;

    Reconciler(SeriesCatalog catalog, Tiers tiers, KnownRollups rollups, Steps steps, Ledger ledger) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.tiers = tiers;
        this.rollups = rollups;
        this.steps = steps;
    }

    /** Every bucket that overlaps the range. A series that is asked for by its name and does not exist is a 404. */
    Reconciliation reconcile(SeriesSelector selector, TimeRange range, boolean repair) {
        SeriesSnapshot snapshot = catalog.current();
        selector.requireNamed(snapshot);
        List<Series> series = selector.select(snapshot);
        return ledger.record(JOB, run -> {
            run.begin();
            run.covered(Micros.toInstant(range.from()), Micros.toInstant(range.to()));
            Reconciliation result = reconcile(series, range, repair);
            run.took(result.checked());
            return result;
        });
    }

    Reconciliation reconcile(List<Series> series, TimeRange range, boolean repair) {
        int[] ids = series.stream().mapToInt(Series::id).toArray();
        Tally tally = new Tally(series);
        // A repair makes what is built from it pending, which then would not be compared any more.
        List<Rollup> custom = rollups.current();
        for (int i = custom.size() - 1; i >= 0; i--) {
            int[] groups = custom.get(i).members().oneOfEachGroup(ids);
            tally.add(new TierWalk(Walked.of(custom.get(i)), steps, tally, repair).over(groups, range));
        }
        List<TierState> finerFirst = tiers.current();
        for (int i = finerFirst.size() - 1; i >= 0; i--) {
            tally.add(new TierWalk(Walked.of(finerFirst.get(i)), steps, tally, repair).over(ids, range));
        }
        return tally.result(repair);
    }
}
