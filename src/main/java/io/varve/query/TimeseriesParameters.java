package io.varve.query;

import io.varve.web.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The query parameters of {@code /api/timeseries} as they came in; null where not given. */
record TimeseriesParameters(
        @Nullable String series,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable String tags,
        @Nullable String interval,
        @Nullable String tz,
        @Nullable String origin,
        @Nullable String window,
        @Nullable String startTime,
        @Nullable String endTime,
        @Nullable String range,
        @Nullable String aggFunc,
        @Nullable String exact,
        @Nullable String groupBy,
        @Nullable String fill,
        @Nullable String fillLimit,
        @Nullable String order,
        @Nullable String limit,
        @Nullable String cursor,
        @Nullable String timeout,
        @Nullable String top,
        @Nullable String bottom,
        @Nullable String by) {

    private static final Set<String> NAMES = new TreeSet<>(Set.of(
            "series",
            "user_id",
            "session_id",
            "tags",
            "interval",
            "tz",
            "origin",
            "window",
            "start_time",
            "end_time",
            "range",
            "agg_func",
            "exact",
            "group_by",
            "fill",
            "fill_limit",
            "order",
            "limit",
            "cursor",
            "top",
            "bottom",
            "by"));

    /** From members of those names, texts or not; unknown ones are refused. */
    static TimeseriesParameters ofMembers(Map<String, @Nullable Object> members, @Nullable String timeout) {
        members.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                throw ProblemException.badRequest(
                                "unknown-parameter",
                                "Unknown parameter '%s'; accepted: %s".formatted(name, String.join(", ", NAMES)))
                        .with("parameter", name)
                        .with("accepted", NAMES);
            }
            if (value instanceof Map || value instanceof List) {
                throw ProblemException.badParameter(name, name + " is written as in the query string, as one text");
            }
        });
        Function<String, @Nullable String> text = name -> {
            Object value = members.get(name);
            return value == null ? null : value.toString();
        };
        return new TimeseriesParameters(
                text.apply("series"),
                text.apply("user_id"),
                text.apply("session_id"),
                text.apply("tags"),
                text.apply("interval"),
                text.apply("tz"),
                text.apply("origin"),
                text.apply("window"),
                text.apply("start_time"),
                text.apply("end_time"),
                text.apply("range"),
                text.apply("agg_func"),
                text.apply("exact"),
                text.apply("group_by"),
                text.apply("fill"),
                text.apply("fill_limit"),
                text.apply("order"),
                text.apply("limit"),
                text.apply("cursor"),
                timeout,
                text.apply("top"),
                text.apply("bottom"),
                text.apply("by"));
    }

    /** All that the answer depends on; of other parameters another text. */
    String asked() {
        StringBuilder asked = new StringBuilder();
        Stream.concat(Arrays.stream(lasting()), Stream.of(String.valueOf(limit), String.valueOf(cursor)))
                .forEach(each -> asked.append(each == null ? "-" : each.length())
                        .append(':')
                        .append(each));
        return asked.toString();
    }

    private @Nullable String[] lasting() {
        return new @Nullable String[] {
            series, userId, sessionId, tags, interval, tz, origin, window, startTime, endTime, range, aggFunc, exact,
            groupBy, fill, fillLimit, order, top, bottom, by
        };
    }

    /** Tells whether a cursor is used with the parameters it was made for; the page's size may change. */
    long mark() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Arrays.deepToString(lasting()).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
