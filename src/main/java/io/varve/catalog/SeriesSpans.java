package io.varve.catalog;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** When series begin and end, as of now. */
@Component
class SeriesSpans {

    private final JdbcClient jdbc;

    SeriesSpans(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Time of the first and of the last point; series without points are left out. One statement. */
    Map<Integer, Span> of(Collection<Integer> series) {
        Map<Integer, Span> spans = new HashMap<>();
        jdbc.sql("SELECT series_id, first_time, last_time FROM catalog.series_spans(?)")
                .param(new SqlArrayValue("int4", series.toArray()))
                .query(row -> {
                    spans.put(
                            row.getInt(1),
                            new Span(
                                    instant(row.getObject(2, OffsetDateTime.class)),
                                    instant(row.getObject(3, OffsetDateTime.class))));
                });
        return spans;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    record Span(@Nullable Instant first, @Nullable Instant last) {
        static final Span EMPTY = new Span(null, null);
    }
}
