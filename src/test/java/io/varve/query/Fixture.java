package io.varve.query;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.SeriesSelector;
import io.varve.catalog.TextValues;
import io.varve.catalog.ValueKind;
import io.varve.partition.Partitions;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Puts series, points, buckets and invalidations straight into the database, and asks the running service. */
final class Fixture {

    /** Where the rows of an answer are to be, if they are not going to be sent. */
    static final @Nullable SpooledRows IN_PAGE = null;

    /** A point as the oracle sees it. */
    record Point(int series, long time, long source, double value) {}

    final RunningVarve varve;
    final JdbcClient jdbc;
    final List<Point> points = new ArrayList<>();

    Fixture(RunningVarve varve, TestDatabase database) {
        this.varve = varve;
        this.jdbc = database.jdbc();
    }

    int series(String metric) {
        return series(metric, Map.of(), null, SeriesKey.SCALAR_FIELD, ValueKind.NUMBER);
    }

    int series(String metric, Map<String, String> tags, @Nullable UUID user, String field, ValueKind kind) {
        SeriesKey key = new SeriesKey(metric, new TreeMap<>(tags), user, field);
        return varve.bean(SeriesCatalog.class)
                .resolve(List.of(key), List.of(kind))
                .ids()[0];
    }

    void point(int series, String time, double value) {
        point(series, micros(time), 0, value);
    }

    void point(int series, long time, long source, double value) {
        points(List.of(new Point(series, time, source, value)));
    }

    void points(Collection<Point> more) {
        varve.bean(Partitions.class).ensure(more.stream().mapToLong(Point::time).toArray());
        for (Point point : more) {
            RawLog.append(
                    jdbc, point.series(), Micros.toInstant(point.time()).toString(), point.source(), point.value());
        }
        points.addAll(more);
    }

    int text(String value) {
        return varve.bean(TextValues.class).encode(List.of(value))[0];
    }

    /** A session that wrote these points. */
    void session(UUID id, long source, Collection<Point> its) {
        jdbc.sql("INSERT INTO catalog.session (session_id, source, created_at) VALUES (?, ?, now())")
                .params(id, source)
                .update();
        points(its);
        jdbc.sql("INSERT INTO raw.session_series SELECT source, series_id, min(time), max(time) FROM raw.point"
                        + " WHERE source = ? GROUP BY source, series_id")
                .param(source)
                .update();
    }

    /** Moves a tier's watermark without materialising anything. */
    void watermark(String tier, long position) {
        jdbc.sql("UPDATE rollup.watermark SET position = " + SqlText.time(position)
                        + " WHERE tier_id = (SELECT tier_id FROM rollup.tier WHERE name = ?)")
                .param(tier)
                .update();
    }

    void invalidate(int tier, int series, long from, long to) {
        jdbc.sql(
                        "INSERT INTO rollup.invalidation (tier_id, series_id, from_bucket, to_bucket, logged_at) VALUES (?, ?, "
                                + SqlText.time(from) + ", " + SqlText.time(to) + ", now())")
                .params(tier, series)
                .update();
    }

    /** The query's answer; parameters are {@code name=value}. */
    JsonNode ask(String... parameters) {
        HttpResponse<String> response = send(parameters);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return RunningVarve.json(response);
    }

    List<String> names(String... parameters) {
        List<String> names = new ArrayList<>();
        ask(parameters)
                .get("results")
                .forEach(row -> names.add(row.get("series").asString()));
        return names;
    }

    /** Bucket, series and value of each row. */
    List<String> results(String... parameters) {
        List<String> results = new ArrayList<>();
        ask(parameters)
                .get("results")
                .forEach(row -> results.add(
                        row.get("bucket").asString() + " " + row.get("series").asString() + " " + row.get("value")));
        return results;
    }

    String rows(String... parameters) {
        return ask(parameters).get("results").toString();
    }

    /** The problem that answers the query. */
    JsonNode refused(int status, String... parameters) {
        HttpResponse<String> response = send(parameters);
        if (response.statusCode() != status) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return RunningVarve.json(response);
    }

    HttpResponse<String> send(String... parameters) {
        return varve.get(path("/api/timeseries", parameters));
    }

    JsonNode explain(String... parameters) {
        HttpResponse<String> response = varve.get(path("/api/timeseries/explain", parameters));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return RunningVarve.json(response);
    }

    static String path(String path, String... parameters) {
        List<String> encoded = new ArrayList<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            encoded.add(parameter.substring(0, equals + 1)
                    + URLEncoder.encode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return path + "?" + String.join("&", encoded);
    }

    static long micros(String time) {
        return Micros.of(Instant.parse(time));
    }

    /** How many points metric {@code m} has in buckets of a width, as {@link QueryReader} would have read it. */
    TimeseriesQuery counts(TimeRange range, String interval) {
        return new TimeseriesQuery(
                SeriesSelector.parse("m", null, null),
                new RawScope(null, false, varve.bean(LayerSql.class)),
                range,
                AskedInterval.parse(interval),
                Set.of(AggregateFunction.COUNT),
                new Exactness(false, 1, 1_000_000, null),
                Fill.NONE,
                Grouping.BY_NAME,
                false,
                100,
                null,
                null,
                0);
    }
}
