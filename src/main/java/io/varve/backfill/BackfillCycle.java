package io.varve.backfill;

import io.varve.backfill.BackfillSteps.Stand;
import io.varve.backfill.BackfillSteps.Taken;
import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSelector;
import io.varve.catalog.SeriesSnapshot;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes backfills on, each a step at a time by turns, as long as what they have logged leaves room for more. Each step is a
 * transaction, which holds the lock of backfills: any number of instances may run this at the same time.
 */
@Component
class BackfillCycle {

    private static final Logger LOG = LoggerFactory.getLogger(BackfillCycle.class);
    private static final Job JOB = Job.ofAll("backfill");

    /** So many series are looked at in a step. */
    private static final int STEP_SERIES = 1_000;

    private final SeriesCatalog catalog;
    private final BackfillSteps steps;
    private final BackfillMeters meters;
    private final BackfillProperties properties;
    private final TransactionTemplate transactions;
    private final Ledger ledger;

    BackfillCycle(
            SeriesCatalog catalog,
            BackfillSteps steps,
            BackfillMeters meters,
            BackfillProperties properties,
            @Qualifier("jobsTransactions") TransactionTemplate transactions,
            Ledger ledger) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.steps = steps;
        this.meters = meters;
        this.properties = properties;
        this.transactions = transactions;
    }

    /** As of {@code now}, the database's time. */
    void run(Instant now) {
        ledger.runIfDue(JOB, run -> {
            List<Long> ids = steps.unfinished();
            while (stepped(ids, now)) {
                run.begin();
                run.wrote(1);
            }
            meters.update(ids.isEmpty() ? 0 : steps.remainingDays());
        });
    }

    /** Whether any of them moved. */
    private boolean stepped(List<Long> ids, Instant now) {
        boolean moved = false;
        for (long id : ids) {
            moved |= step(id, now);
        }
        return moved;
    }

    /** Whether another step can be taken at once. */
    boolean step(long id, Instant now) {
        SeriesSnapshot series = catalog.current();
        return Objects.requireNonNull(transactions.execute(status -> steps.lock() && locked(id, series, now)));
    }

    private boolean locked(long id, SeriesSnapshot series, Instant now) {
        Stand stand = steps.stand(id);
        if (stand == null) {
            return false;
        }
        Taken taken = steps.take(id, properties.maxPending(), now, next(stand, series), STEP_SERIES);
        if (taken.isFinished()) {
            LOG.info("backfill {} is finished", id);
        }
        meters.logged(taken.logged());
        return taken.isMoved();
    }

    /** One more than are looked at, if there are as many. */
    private static int[] next(Stand stand, SeriesSnapshot snapshot) {
        return SeriesSelector.ofMember(stand.seriesPattern()).select(snapshot).stream()
                .mapToInt(Series::id)
                .filter(series -> series > stand.lastSeries())
                .limit(STEP_SERIES + 1L)
                .toArray();
    }
}
