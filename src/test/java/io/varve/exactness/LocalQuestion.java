package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.Agreement;
import io.varve.support.NaiveCalendar;
import io.varve.support.NaiveMovement;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A question about buckets, or windows, on the clocks of a zone, from any origin and with any fill, in pages of any size; held
 * against an oracle that knows calendars from java.time alone. Each host of the series is a group; of the oracle's points it is
 * those of {@code series|host}.
 *
 * @param origin epoch micros; null for none
 * @param window null for buckets
 * @param limit {@link FillOracle#UNLIMITED} for none
 * @param functions of {@link #FOLDED}, {@link #STEPS} or {@link Answers#DISTRIBUTION}
 */
record LocalQuestion(
        String series,
        String interval,
        ZoneId zone,
        @Nullable Long origin,
        @Nullable String window,
        String fill,
        int limit,
        long from,
        long to,
        List<String> functions,
        int pageSize,
        boolean descending) {

    private static final long SECOND = 1_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final int MOST_BUCKETS = 120;
    private static final int MOST_WINDOWS = 40;

    private static final List<String> MOVING = List.of("delta", "twa", "twa_linear", "increase", "rate");
    private static final List<String> OF_BUCKETS = List.of("cumulative", "count_rate");

    /** Told by tiers. */
    static final List<String> FOLDED = List.of(
            "count",
            "sum",
            "min",
            "max",
            "avg",
            "first",
            "last",
            "stddev",
            "variance",
            "delta",
            "cumulative",
            "count_rate");

    /** Told by points, or profiles. */
    static final List<String> STEPS = List.of("count", "avg", "twa", "twa_linear", "increase", "rate");

    private static final List<String> INTERVALS = List.of(
            "90s", "1m", "5m", "7m", "15m", "45m", "1h", "5h", "6h", "12h", "1d", "1d", "2d", "1w", "2w", "1mo", "3mo",
            "1y");
    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Africa/Abidjan",
            "America/Sao_Paulo",
            "America/Havana",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Pacific/Apia",
            "America/St_Johns",
            "+05:30",
            "-03:45",
            "UTC");
    private static final List<String> WINDOWS =
            List.of("40s", "1m", "5m", "7m", "1h", "90m", "24h", "1d", "2d", "7d", "1mo", "3mo");
    private static final List<String> FILLS = List.of("none", "none", "null", "zero", "previous", "next", "linear");

    /** Some way to ask about a part of the range. */
    static LocalQuestion of(String series, long from, long to, Random random) {
        String interval = pick(INTERVALS, random);
        boolean windows = random.nextInt(3) == 0;
        long most = (windows ? MOST_WINDOWS : MOST_BUCKETS) * shortest(interval);
        long end = Math.min(to, from + 1 + random.nextLong(most));
        String fill = pick(FILLS, random);
        return new LocalQuestion(
                series,
                interval,
                ZoneId.of(pick(ZONES, random)),
                random.nextInt(3) > 0 ? null : (from + random.nextLong(400 * DAY)) / SECOND * SECOND,
                windows ? pick(WINDOWS, random) : null,
                fill,
                fill.equals("none") || random.nextBoolean() ? FillOracle.UNLIMITED : 1 + random.nextInt(4),
                from,
                end,
                pick(List.of(FOLDED, FOLDED, STEPS, Answers.DISTRIBUTION), random),
                random.nextBoolean() ? 100_000 : 1 + random.nextInt(60),
                random.nextBoolean());
    }

    private static long shortest(String interval) {
        long number = Long.parseLong(interval.replaceAll("\\D", ""));
        return number
                * switch (interval.replaceAll("\\d", "")) {
                    case "s" -> SECOND;
                    case "m" -> 60 * SECOND;
                    case "h" -> 3600 * SECOND;
                    case "d" -> DAY;
                    case "w" -> 7 * DAY;
                    case "mo" -> 28 * DAY;
                    default -> 365 * DAY;
                };
    }

    private static <T> T pick(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * Fails unless all rows and values are as expected, where the answer says that it is exact.
     *
     * @param removed whether something has been removed, so that not everything can be answered
     * @return whether it was exact
     */
    boolean check(RunningVarve varve, NaiveRollup oracle, boolean removed) {
        SortedMap<String, List<JsonNode>> byHost = new TreeMap<>();
        Boolean exact = read(varve, byHost);
        if (exact == null || !exact) {
            assertThat(removed || exact == null && window != null)
                    .as("exact: " + this)
                    .isTrue();
            return false;
        }
        SortedMap<String, TreeMap<Long, Double>> hosts = new TreeMap<>();
        oracle.points().forEach((key, value) -> {
            if (key.series().startsWith(series + "|")) {
                hosts.computeIfAbsent(key.series().substring(series.length() + 1), host -> new TreeMap<>())
                        .put(key.micros(), value);
            }
        });
        hosts.forEach((host, points) -> new OfHost(host, points, oracle).check(byHost.getOrDefault(host, List.of())));
        return true;
    }

    /** Rows by host, in order of time, and whether all of it is exact; null where it is refused. */
    private @Nullable Boolean read(RunningVarve varve, SortedMap<String, List<JsonNode>> byHost) {
        boolean exact = true;
        String cursor = "";
        while (true) {
            HttpResponse<String> response = varve.get(path() + cursor);
            if (response.statusCode() == 400) {
                // Points that are gone, or a window with points too far away to be found.
                assertThat(response.body()).as(toString()).containsAnyOf("there are neither", "too far to be found");
                return null;
            }
            assertThat(response.statusCode()).as(this + response.body()).isEqualTo(200);
            JsonNode answer = RunningVarve.json(response);
            exact &= answer.get("metadata").get("exact").asBoolean();
            for (JsonNode row : answer.get("results")) {
                JsonNode host = row.at("/tags/host");
                byHost.computeIfAbsent(
                                host.isMissingNode() || host.isNull() ? "" : host.asString(), same -> new ArrayList<>())
                        .add(row);
            }
            JsonNode next = answer.get("metadata").get("next");
            if (next.isNull()) {
                break;
            }
            cursor = "&cursor=" + next.asString();
        }
        if (descending) {
            byHost.values().forEach(Collections::reverse);
        }
        return exact;
    }

    private String path() {
        StringBuilder path =
                new StringBuilder("/api/timeseries?group_by=host&series=" + series + "&interval=" + interval
                        + "&tz=" + encoded(zone.getId()) + "&fill=" + fill + "&limit=" + pageSize + "&order="
                        + (descending ? "desc" : "asc") + "&agg_func=" + String.join(",", functions) + "&start_time="
                        + encoded(Answers.time(from)) + "&end_time=" + encoded(Answers.time(to)));
        if (origin != null) {
            path.append("&origin=").append(encoded(Answers.time(origin)));
        }
        if (window != null) {
            path.append("&window=").append(window);
        }
        if (limit != FillOracle.UNLIMITED) {
            path.append("&fill_limit=").append(limit);
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return path();
    }

    /** Rows of one host. */
    private final class OfHost {

        private final String host;
        private final TreeMap<Long, Double> points;
        private final Filled filled;
        private final List<Long> buckets;
        private final NaiveCalendar calendar;
        private final Grid grid;

        OfHost(String host, TreeMap<Long, Double> points, NaiveRollup oracle) {
            this.host = host;
            this.points = points;
            this.calendar = new NaiveCalendar(interval, zone, origin);
            this.grid = Grid.of(calendar);
            if (window == null) {
                filled = new FillOracle(
                        oracle, key -> key.series().equals(series + "|" + host), grid, from, to, fill, limit);
                buckets = grid.starts(from, to);
            } else {
                WindowOracle windows = new WindowOracle(
                        oracle,
                        key -> key.series().equals(series + "|" + host),
                        calendar,
                        window,
                        from,
                        to,
                        fill,
                        limit);
                filled = windows;
                buckets = windows.ticks();
            }
        }

        void check(List<JsonNode> rows) {
            List<Long> shown = buckets.stream()
                    .filter(bucket -> !fill.equals("none") || filled.inside(bucket) != null)
                    .toList();
            assertThat(rows.stream().map(row -> row.get("bucket").asString()))
                    .as(LocalQuestion.this + " of " + host)
                    .isEqualTo(shown.stream().map(Answers::time).toList());
            double total = 0;
            for (int i = 0; i < rows.size(); i++) {
                Summary here = filled.inside(shown.get(i));
                total = (window == null ? total : 0) + (here == null ? 0 : here.sum());
                check(rows.get(i), shown.get(i), here, total);
            }
        }

        private void check(JsonNode row, long bucket, @Nullable Summary here, double total) {
            for (String function : functions) {
                JsonNode value = row.get("values").get(function);
                String what =
                        "%s of %s at %s in %s".formatted(function, host, Answers.time(bucket), LocalQuestion.this);
                if (MOVING.contains(function)) {
                    close(what, value, movement(bucket).of(function));
                } else if (OF_BUCKETS.contains(function)) {
                    long count = here == null ? 0 : here.count();
                    NaiveMovement stretch = movement(bucket);
                    close(
                            what,
                            value,
                            function.equals("cumulative") ? total : count * 1e6 / (stretch.to() - stretch.from()));
                } else if (here != null) {
                    Agreement.check(what, function, value.isNull() ? null : value.asDouble(), here);
                } else if (List.of("count", "distinct").contains(function)) {
                    assertThat(value.asLong()).as(what).isZero();
                } else if (!List.of("stddev", "variance").contains(function)) {
                    close(what, value, filled.filled(bucket, function));
                }
            }
            assertThat(row.has("filled"))
                    .as("filled in " + LocalQuestion.this + row)
                    .isEqualTo(here == null && filled.filled(bucket, "max") != null);
        }

        private NaiveMovement movement(long bucket) {
            return window == null
                    ? new NaiveMovement(points, Math.max(from, bucket), Math.min(to, grid.next(bucket)), false)
                    : new NaiveMovement(points, calendar.before(window, bucket), bucket, true);
        }

        private static void close(String what, JsonNode actual, @Nullable Double expected) {
            if (expected == null) {
                assertThat(actual.isNull()).as(what + ": " + actual).isTrue();
            } else {
                assertThat(actual.isNull()).as(what + ": null, not " + expected).isFalse();
                assertThat(actual.asDouble()).as(what).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
            }
        }
    }
}
