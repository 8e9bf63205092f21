package io.varve.query;

import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.timeseries.Zones;
import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns parameters into a query. Whatever is wrong is a 400 that names the parameter and says what it takes. */
@Component
class QueryReader {

    private static final int DEFAULT_LIMIT = 10_000;
    private static final int MAX_LIMIT = 100_000;
    private static final Duration DEFAULT_LENGTH = Duration.ofDays(7);
    private static final long MOST_MERGES = 20_000_000;

    private final InstantSource clock;
    private final QueryProperties properties;
    private final LayerSql layers;
    private final Timeouts timeouts;
    private final DefaultFills fills;

    QueryReader(
            InstantSource clock, QueryProperties properties, LayerSql layers, Timeouts timeouts, DefaultFills fills) {
        this.timeouts = timeouts;
        this.clock = clock;
        this.properties = properties;
        this.layers = layers;
        this.fills = fills;
    }

    TimeseriesQuery read(TimeseriesParameters given) {
        return read(given, given.mark());
    }

    /** The mark tells other parameters apart, too. */
    TimeseriesQuery read(TimeseriesParameters given, long mark) {
        Cursor cursor = cursor(given.cursor(), mark);
        ZoneId zone = parse("tz", given.tz(), QueryReader::zone);
        Preset preset = given.range() == null ? null : Preset.parse(given.range());
        TimeRange range = cursor == null ? range(given, preset, zone) : cursor.range();
        AskedInterval interval = interval(given, preset, zone, range);
        Grouping grouping = parse("group_by", given.groupBy(), Grouping::parse);
        Set<AggregateFunction> functions = functions(given.aggFunc());
        if (interval.buckets() == null) {
            refuseForRaw(given);
            functions = Collections.emptySet();
            grouping = Grouping.PHYSICAL;
        }
        Fill fill = Fill.parse(given.fill(), given.fillLimit(), fills::current).with(interval, functions, grouping);
        Top top = Top.of(given, interval, functions, grouping);
        RawScope scope = new RawScope(
                given.sessionId() == null ? null : SeriesSelector.uuid("session_id", given.sessionId()),
                grouping.session(),
                layers);
        return new TimeseriesQuery(
                SeriesSelector.parse(given.series(), given.tags(), given.userId()),
                scope,
                range,
                interval,
                functions,
                new Exactness(
                        insists(given.exact()),
                        properties.exactPoints(),
                        properties.maxRead(),
                        timeouts.read(given.timeout())),
                fill,
                grouping,
                descending(given.order()),
                limit(given.limit()),
                cursor,
                top,
                mark);
    }

    private TimeRange range(TimeseriesParameters given, @Nullable Preset preset, ZoneId zone) {
        Instant now = clock.instant();
        long end = given.endTime() == null ? Micros.of(now) : time("end_time", given.endTime(), now, zone);
        if (preset != null) {
            refuseStart(given);
            return preset.before(end, origin(given.origin(), zone), zone);
        }
        long start = given.startTime() == null
                ? Math.max(
                        TimeParser.MIN,
                        end - ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(DEFAULT_LENGTH)))
                : time("start_time", given.startTime(), now, zone);
        if (start >= end) {
            throw ProblemException.badParameter(
                    given.startTime() == null ? "end_time" : "start_time",
                    "start_time (%s) must be before end_time (%s); the range is half-open"
                            .formatted(Micros.toInstant(start), Micros.toInstant(end)));
        }
        return new TimeRange(start, end);
    }

    private static void refuseStart(TimeseriesParameters given) {
        if (given.startTime() != null) {
            throw ProblemException.badParameter(
                    "range", "range says when the answer begins, so it does not go with start_time");
        }
    }

    private static long time(String parameter, String text, Instant now, ZoneId zone) {
        return ProblemException.orBadParameter(parameter, () -> TimeParser.queryTime(text, now, zone));
    }

    /** Not one that goes by now, since pages would not fit together. */
    private @Nullable Long origin(@Nullable String text, ZoneId zone) {
        if (text == null) {
            return null;
        }
        if (text.strip().toLowerCase(Locale.ROOT).startsWith("now")) {
            throw ProblemException.badParameter(
                    "origin", "origin is a time or a date such as 2025-04-01, not one that depends on now");
        }
        return time("origin", text, clock.instant(), zone);
    }

    private static ZoneId zone(@Nullable String text) {
        return text == null ? ZoneId.of("UTC") : Zones.parse(text);
    }

    private AskedInterval interval(TimeseriesParameters given, @Nullable Preset preset, ZoneId zone, TimeRange range) {
        String text = given.interval();
        String asked = text == null
                ? preset == null ? "week" : preset.interval()
                : text.strip().toLowerCase(Locale.ROOT);
        AskedInterval interval = asked.equals(AskedInterval.AUTO)
                ? properties.auto(Duration.of(range.length(), ChronoUnit.MICROS))
                : ProblemException.orBadParameter("interval", () -> AskedInterval.parse(asked));
        AskedInterval local = interval.in(zone, origin(given.origin(), zone), range);
        Buckets buckets = local.buckets();
        if (buckets != null && !buckets.isRegular() && buckets.count(range) > Buckets.MOST) {
            throw ProblemException.badParameter(
                    "interval",
                    "buckets of %s in %s differ from those in UTC, and the range has more than %d of them; accepted are a wider interval or a shorter range"
                            .formatted(asked, zone, Buckets.MOST));
        }
        return given.window() == null ? local : sliding(local, given.window(), range);
    }

    private static AskedInterval sliding(AskedInterval interval, String text, TimeRange range) {
        String asked = text.strip().toLowerCase(Locale.ROOT);
        AskedInterval sliding =
                interval.sliding(ProblemException.orBadParameter("window", () -> BucketWidth.parse(asked)), asked);
        Buckets steps = sliding.buckets();
        if (steps == null || sliding.window() == null) {
            return interval;
        }
        if (steps.count(range) > Buckets.MOST
                || Windows.of(sliding.window(), steps, range).merges() > MOST_MERGES) {
            throw ProblemException.badParameter(
                    "window",
                    "windows of %s by %s over this range are more work than a query may be; accepted are a narrower window, a wider interval or a shorter range"
                            .formatted(asked, sliding.label()));
        }
        return sliding;
    }

    /** Raw points are neither folded nor grouped; only {@code auto} may turn out to be raw all the same. */
    private static void refuseForRaw(TimeseriesParameters given) {
        if (given.interval() != null && !given.interval().strip().equalsIgnoreCase(AskedInterval.AUTO)) {
            if (given.aggFunc() != null) {
                throw ProblemException.badParameter("agg_func", "agg_func does not go with interval=raw");
            }
            if (given.groupBy() != null) {
                throw ProblemException.badParameter("group_by", "group_by does not go with interval=raw");
            }
            if (given.window() != null) {
                throw ProblemException.badParameter("window", "window does not go with interval=raw");
            }
            if (given.origin() != null) {
                throw ProblemException.badParameter("origin", "origin does not go with interval=raw");
            }
        }
    }

    private static Set<AggregateFunction> functions(@Nullable String text) {
        Set<AggregateFunction> functions = new LinkedHashSet<>();
        for (String name : (text == null ? "avg" : text).split(",", -1)) {
            functions.add(ProblemException.orBadParameter("agg_func", () -> AggregateFunction.parse(name)));
        }
        return functions;
    }

    private static boolean descending(@Nullable String text) {
        return switch (text == null ? "asc" : text.strip().toLowerCase(Locale.ROOT)) {
            case "asc" -> false;
            case "desc" -> true;
            default -> throw ProblemException.badParameter("order", "order is asc or desc, not '" + text + "'");
        };
    }

    private static boolean insists(@Nullable String text) {
        return switch (text == null ? "false" : text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badParameter("exact", "exact is true or false, not '" + text + "'");
        };
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        Integer number = WholeNumber.of(text, 1, MAX_LIMIT);
        if (number == null) {
            throw ProblemException.badParameter(
                    "limit", "limit is a number from 1 to " + MAX_LIMIT + ", not '" + text + "'");
        }
        return number;
    }

    private static @Nullable Cursor cursor(@Nullable String text, long mark) {
        if (text == null) {
            return null;
        }
        Cursor cursor = ProblemException.orBadParameter("cursor", () -> decode(text));
        if (cursor.mark() != mark) {
            throw ProblemException.badParameter(
                    "cursor", "cursor is for other parameters: only limit may change from page to page");
        }
        return cursor;
    }

    private static Cursor decode(String text) {
        try {
            return Cursor.decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cursor is not the metadata.next of an answer", e);
        }
    }

    private static <T> T parse(String parameter, @Nullable String text, Function<@Nullable String, T> parser) {
        return ProblemException.orBadParameter(parameter, () -> parser.apply(text));
    }
}
