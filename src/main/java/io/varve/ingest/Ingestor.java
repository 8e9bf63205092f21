package io.varve.ingest;

import io.varve.catalog.ResolvedSeries;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.TextValues;
import io.varve.catalog.ValueSchemas;
import io.varve.idempotency.Idempotency;
import io.varve.idempotency.IdempotentRequest;
import io.varve.partition.Partitions;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores what a request brought. All that has to exist first (series, texts, partitions) is made in short transactions of
 * its own; then one transaction writes everything, in the order in which every writer takes its locks: fence, catalogue,
 * sessions, points. What it writes is spooled, so it can be repeated.
 */
@Component
class Ingestor {

    private static final int BLOCK_SIZE = 1 << 15;
    private static final int SLICE_SIZE = 1 << 14;

    private final SeriesCatalog catalog;
    private final ValueSchemas schemas;
    private final TextValues texts;
    private final SessionRegistry sessions;
    private final SessionRepository sessionRows;
    private final SeriesResolution series;
    private final Partitions partitions;
    private final RawRepository raw;
    private final PointWriter writer;
    private final SessionWriter small;
    private final SeriesMemory memory;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Idempotency idempotency;

    Ingestor(
            SeriesCatalog catalog,
            ValueSchemas schemas,
            TextValues texts,
            SessionRegistry sessions,
            SessionRepository sessionRows,
            SeriesResolution series,
            Partitions partitions,
            RawRepository raw,
            PointWriter writer,
            SessionWriter small,
            SeriesMemory memory,
            @Qualifier("ingestTransactions") TransactionTemplate transactions,
            InstantSource clock,
            Idempotency idempotency) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.texts = texts;
        this.sessions = sessions;
        this.sessionRows = sessionRows;
        this.series = series;
        this.partitions = partitions;
        this.raw = raw;
        this.writer = writer;
        this.small = small;
        this.memory = memory;
        this.transactions = transactions;
        this.clock = clock;
        this.idempotency = idempotency;
    }

    /** Begins to take in a request; its points are checked against the catalogue as it is now. */
    Intake begin(IngestOptions options) {
        return begin(options, catalog.refresh(), false);
    }

    /**
     * The same against the catalogue as it was last seen, which saves a statement. That the catalogue has not moved is
     * checked by the write; should it have, and before anything is refused, there is an {@link OutOfDate}.
     */
    Intake beginProvisionally(IngestOptions options) {
        return begin(options, catalog.knownEpoch(), true);
    }

    private Intake begin(IngestOptions options, long epoch, boolean provisional) {
        return new Intake(
                epoch,
                new PointDraft(options.zone()),
                new PointSpool(BLOCK_SIZE, texts::encode),
                new MetricTypes(catalog, schemas),
                memory,
                options.partial(),
                provisional);
    }

    /** The request has to be read again and held against the catalogue as it is now. */
    static final class OutOfDate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Stores the good points; a request that must not have bad ones and has is refused.
     *
     * @param answer what will be answered; asked for at the end of the transaction, which is when it is known
     */
    void store(Intake intake, Supplier<ResponseEntity<?>> answer) {
        if (intake.mustBeRefused()) {
            throw intake.errors.toProblem();
        }
        intake.spool.finish();
        if (!intake.spool.isEmpty() || intake.sessions.size() > 0) {
            IdempotentRequest request = idempotency.current();
            BelowFloor.explaining(
                    () -> WriteRetry.run(() -> write(intake, request, answer), state -> recover(state, intake)));
        }
    }

    private void recover(String state, Intake intake) {
        if (state.equals(WriteRetry.MISSING_PARTITION)) {
            partitions.forget();
        }
        if (state.equals(WriteRetry.CATALOG_MOVED) && intake.provisional) {
            throw new OutOfDate();
        }
        if (state.equals(WriteRetry.CATALOG_MOVED)) {
            intake.epoch = catalog.refresh();
            if (intake.metricTypes.schemasHaveChanged()) {
                throw ProblemException.conflict(
                        "a schema changed after values had been held against it: send them again");
            }
        }
    }

    private void write(Intake intake, IdempotentRequest request, Supplier<ResponseEntity<?>> answer) {
        if (request.hasKey() || !intake.isSmallSession() || !writeSessionAboveFloor(intake)) {
            writeAll(intake, request, answer);
        }
    }

    /** The quick way knows no floors, and shares its transaction with others. */
    private boolean writeSessionAboveFloor(Intake intake) {
        try {
            return writeSession(intake);
        } catch (DataAccessException e) {
            if (WriteRetry.BELOW_FLOOR.equals(WriteRetry.sqlState(e))) {
                return false;
            }
            throw e;
        }
    }

    /** One statement, or a part of one; false if the session turns out to be another user's, or nobody knows yet whose it is. */
    private boolean writeSession(Intake intake) {
        ResolvedSessions named = intake.sessions.asNamed();
        ResolvedSeries ids = series.resolve(intake, named);
        partitions.ensure(intake.days());
        try (SortedPoints points = SortedPoints.of(intake.spool, ids.ids(), named.sources())) {
            return small.write(new SmallSession(
                    Math.min(intake.epoch, ids.epoch()),
                    intake.sessions.id(0),
                    intake.sessions.user(0),
                    intake.sessions.start(0),
                    points.onlyBlock()));
        }
    }

    private void writeAll(Intake intake, IdempotentRequest request, Supplier<ResponseEntity<?>> answer) {
        ResolvedSessions resolved = sessions.resolve(intake.sessions);
        ResolvedSeries ids = series.resolve(intake, resolved);
        partitions.ensure(intake.days());
        Instant now = clock.instant();
        try (SortedPoints points = SortedPoints.of(intake.spool, ids.ids(), resolved.sources())) {
            transactions.executeWithoutResult(status -> {
                intake.mergedBelowFloor = 0;
                request.begin();
                Fence fence = raw.beginWrite(Math.min(intake.epoch, ids.epoch()));
                lock(resolved, now);
                points.forEachSlice(SLICE_SIZE, writer.begin(fence, now, points, intake));
                request.answer(answer);
            });
        }
        memory.keep(intake.series, ids);
    }

    private void lock(ResolvedSessions resolved, Instant now) {
        if (!sessionRows.lock(resolved, now)) {
            throw new WriteRetry.SessionMoved();
        }
    }
}
