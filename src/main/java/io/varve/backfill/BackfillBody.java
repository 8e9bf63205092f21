package io.varve.backfill;

import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.JsonBody;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is to be rebuilt: a range, a series, or a range of a series. */
record BackfillBody(
        @Nullable String from,
        @Nullable String to,
        @Nullable String series) {

    TimeRange range(Instant now) {
        if (from == null && to == null && series == null) {
            throw JsonBody.bad("from", "'from' is missing, or 'series': everything is from 1900-01-01 to now");
        }
        long start = from == null && series != null ? TimeParser.MIN : JsonBody.time("from", from, now);
        long end = to == null && series != null ? Micros.of(now) : JsonBody.time("to", to, now);
        return JsonBody.range(start, end);
    }

    SeriesSelector selector() {
        return SeriesSelector.ofMember(series);
    }
}
