package io.varve.ingest;

import io.varve.activity.Activity;
import io.varve.activity.Activity.Kind;
import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSelector;
import io.varve.catalog.SeriesSnapshot;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes points and sessions. */
@Component
class PointDeletion {

    private static final long NOT_FOUND = -1;

    private final SeriesCatalog catalog;
    private final RawRepository raw;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    PointDeletion(
            SeriesCatalog catalog,
            RawRepository raw,
            @Qualifier("ingestTransactions") TransactionTemplate transactions,
            InstantSource clock) {
        this.catalog = catalog;
        this.raw = raw;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The parameters are those of the request; how many values went. */
    long delete(
            @Nullable String series,
            @Nullable String tags,
            @Nullable String userId,
            @Nullable String startTime,
            @Nullable String endTime,
            @Nullable String tz) {
        SeriesSelector selector = SeriesSelector.parse(required("series", series), tags, userId);
        Instant now = clock.instant();
        TimeRange range = range(required("start_time", startTime), required("end_time", endTime), now, tz);
        long begun = System.nanoTime();
        long deleted = retried(() -> delete(selector, range, now));
        Activity.of(Kind.WRITES, "points deleted")
                .with("series", series)
                .with("from", Micros.toInstant(range.from()))
                .with("to", Micros.toInstant(range.to()))
                .with("points", deleted)
                .seconds(System.nanoTime() - begun)
                .tell();
        return deleted;
    }

    /** Whether there was such a session. */
    boolean deleteSession(UUID session) {
        Instant now = clock.instant();
        long begun = System.nanoTime();
        long points = retried(() -> inTransaction(raw.currentEpoch(), fence -> {
            Long deleted = raw.deleteSession(fence, now, session);
            return deleted == null ? NOT_FOUND : deleted;
        }));
        if (points == NOT_FOUND) {
            return false;
        }
        Activity.of(Kind.WRITES, "session deleted")
                .with("session", session)
                .with("points", points)
                .seconds(System.nanoTime() - begun)
                .tell();
        return true;
    }

    private long delete(SeriesSelector selector, TimeRange range, Instant now) {
        SeriesSnapshot snapshot = catalog.current();
        int[] ids = selector.select(snapshot).stream().mapToInt(Series::id).toArray();
        if (ids.length == 0) {
            return 0;
        }
        Instant from = Micros.toInstant(range.from());
        Instant to = Micros.toInstant(range.to());
        return inTransaction(snapshot.epoch(), fence -> raw.deletePoints(fence, now, ids, from, to));
    }

    private long inTransaction(long epoch, ToLongFunction<Fence> work) {
        long[] result = new long[1];
        transactions.executeWithoutResult(status -> result[0] = work.applyAsLong(raw.beginWrite(epoch)));
        return result[0];
    }

    private static long retried(LongSupplier work) {
        long[] result = new long[1];
        BelowFloor.explaining(() -> WriteRetry.run(() -> result[0] = work.getAsLong(), state -> {}));
        return result[0];
    }

    private static TimeRange range(String start, String end, Instant now, @Nullable String tz) {
        ZoneId zone = tz == null ? ZoneOffset.UTC : IngestOptions.zone(tz);
        long from = time("start_time", start, now, zone);
        long to = time("end_time", end, now, zone);
        if (from >= to) {
            throw ProblemException.badParameter("end_time", "'end_time' must be after 'start_time'");
        }
        return new TimeRange(from, to);
    }

    private static long time(String parameter, String text, Instant now, ZoneId zone) {
        try {
            return TimeParser.queryTime(text, now, zone);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badParameter(parameter, "'" + parameter + "': " + e.getMessage());
        }
    }

    private static String required(String parameter, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw ProblemException.badParameter(
                    parameter, "'" + parameter + "' is required: series, start_time and end_time say what is deleted");
        }
        return text;
    }
}
