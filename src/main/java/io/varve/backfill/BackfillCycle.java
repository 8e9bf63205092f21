package io.varve.backfill;

import io.varve.backfill.BackfillSteps.Stand;
import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSelector;
import io.varve.catalog.SeriesSnapshot;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import java.time.Instant;
import java.util.Arrays;
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
        Stand stand = steps.stand(id, properties.maxPending());
        if (stand == null) {
            return false;
        }
        if (!stand.isStarted()) {
            steps.start(id, now);
            return true;
        }
        if (stand.isWalked()) {
            if (steps.finish(id, now)) {
                LOG.info("backfill {} is finished", id);
            }
            return false;
        }
        int room = properties.maxPending() - stand.pending();
        if (room > 0) {
            walk(stand, series, room, now);
        }
        return room > 0;
    }

    private void walk(Stand stand, SeriesSnapshot snapshot, int room, Instant now) {
        int[] next = SeriesSelector.ofMember(stand.seriesPattern()).select(snapshot).stream()
                .mapToInt(Series::id)
                .filter(series -> series > stand.lastSeries())
                .limit(STEP_SERIES + 1L)
                .toArray();
        boolean isRest = next.length <= STEP_SERIES;
        int[] series = isRest ? next : Arrays.copyOf(next, STEP_SERIES);
        meters.logged(steps.day(stand.id(), series, isRest, room, now));
    }
}
