package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.profile.ProfileCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** QRY20 to QRY22: answers about closed ranges are told apart by tags, kept, and never out of date. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CachedAnswersIT {

    private static final String CLOSED = "&start_time=2025-03-01&end_time=2025-03-03";

    private final TestDatabase database;
    private final RunningVarve varve;
    private final RunningVarve other;
    private Instant now = Instant.parse("2025-03-10T12:00:00Z");

    CachedAnswersIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, now, "varve.query.cache.size=8MB");
        other = RunningVarve.start(database, now, "varve.query.cache.size=8MB");
    }

    @AfterAll
    void stop() {
        other.close();
        varve.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interval=hour&agg_func=sum",
                "interval=7m&agg_func=avg,max",
                "interval=day&tz=Europe/Berlin",
                "interval=hour&window=3h",
                "interval=hour&fill=zero",
                "interval=hour&fill=previous",
                "interval=hour&agg_func=cumulative",
                "interval=hour&agg_func=delta,increase,rate",
                "interval=hour&agg_func=at&fill=previous",
                "interval=hour&window=3h&agg_func=increase,count_rate",
                "interval=hour&agg_func=median,distinct",
                "interval=raw",
                "interval=raw&limit=3",
                "interval=hour&group_by=host&order=desc",
                "interval=hour&group_by=host&top=1",
                "interval=hour&format=csv",
                "interval=hour&format=ndjson&limit=2"
            })
    void an_answer_about_a_closed_range_is_known_again_until_a_point_of_it_changes(String how) {
        String metric = "known." + Math.abs(how.hashCode());
        put(metric, "2025-03-01T10:00:10Z", 1);
        put(metric, "2025-03-02T11:30:10Z", 2);
        refresh();
        String question = "series=" + metric + CLOSED + "&" + how;

        HttpResponse<String> first = ask(varve, question, null);
        String tag = tag(first);
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        double hits = hits();
        assertThat(ask(varve, question, null)).satisfies(again -> {
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(tag(again)).isEqualTo(tag);
            assertThat(again.headers().firstValue("Content-Type"))
                    .isEqualTo(first.headers().firstValue("Content-Type"));
            assertThat(again.headers().firstValue("Varve-Next"))
                    .isEqualTo(first.headers().firstValue("Varve-Next"));
        });
        assertThat(hits()).isEqualTo(hits + 1);
        for (RunningVarve each : List.of(varve, other)) {
            assertThat(ask(each, question, "\"other\", W/" + tag)).satisfies(unchanged -> {
                assertThat(unchanged.statusCode()).isEqualTo(304);
                assertThat(unchanged.body()).isEmpty();
                assertThat(tag(unchanged)).isEqualTo(tag);
            });
        }

        put(metric, "2025-03-02T11:30:10Z", 3);
        assertThat(ask(varve, question, tag)).satisfies(pending -> {
            assertThat(pending.statusCode()).isEqualTo(200);
            assertThat(pending.headers().firstValue("ETag")).isEmpty();
            assertThat(pending.headers().firstValue("Cache-Control")).hasValue("no-store");
        });
        refresh();
        for (RunningVarve each : List.of(varve, other)) {
            assertThat(ask(each, question, tag)).satisfies(changed -> {
                assertThat(changed.statusCode()).isEqualTo(200);
                assertThat(tag(changed)).isNotEqualTo(tag);
            });
        }
    }

    /** Whoever asks within the hour, day or month is sent the answer that is kept, made of tiers alone. */
    @ParameterizedTest
    @CsvSource({"24h,PT1H,hour", "7d,P1D,day", "30d,P1D,day", "1y,P31D,month"})
    void qry19_the_last_day_week_month_and_year_are_kept(String range, Duration later, String interval) {
        put("preset." + range, now.minus(Duration.ofDays(40)).toString(), 1);
        put("preset." + range, now.minus(Duration.ofHours(30)).toString(), 2);
        put("preset." + range, now.minus(Duration.ofHours(3)).toString(), 4);
        now = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(70));
        refresh();
        String question = "series=preset." + range + "&agg_func=sum&range=" + range;
        HttpResponse<String> first = ask(varve, question, null);
        JsonNode metadata = RunningVarve.json(first).get("metadata");
        assertThat(metadata.get("interval").asString()).isEqualTo(interval);
        assertThat(metadata.get("segments").toString())
                .contains(
                        "\"" + Map.of("hour", "1h", "day", "1d", "month", "1mo").get(interval) + "\"")
                .doesNotContain("\"raw\"", "\"1m\"", "\"5m\"");
        double hits = hits();
        varve.clock().tick(Duration.ofMinutes(20));
        assertThat(ask(varve, question, null).body()).isEqualTo(first.body());
        assertThat(hits()).isEqualTo(hits + 1);
        assertThat(ask(other, question, tag(first)).statusCode()).isEqualTo(304);
        varve.clock().tick(later);
        assertThat(RunningVarve.json(ask(varve, question, tag(first)))
                        .get("metadata")
                        .get("end_time")
                        .asString())
                .isGreaterThan(metadata.get("end_time").asString());
        varve.clock().set(now);
        assertThat(RunningVarve.json(ask(varve, question + "&start_time=now-1d", null))
                        .get("parameter")
                        .asString())
                .isEqualTo("range");
    }

    /** The analyses take it, too; and pages go on with the range of the first. */
    @Test
    void a_preset_goes_with_everything_else() {
        put("anywhere", now.minus(Duration.ofHours(30)).toString(), 2);
        put("anywhere", now.minus(Duration.ofHours(29)).toString(), 2);
        refresh();
        for (String path : List.of("/compare?offset=1d&", "/peaks?", "/histogram?", "/gaps?", "/explain?")) {
            JsonNode answer = RunningVarve.json(
                    send(varve, "/api/timeseries" + path + "series=anywhere&range=7d&tz=Europe/Berlin", null));
            JsonNode metadata = answer.has("metadata") ? answer.get("metadata") : answer;
            assertThat(metadata.get("start_time").asString()).as(path).endsWith("T23:00:00Z");
        }
        String question = "series=anywhere&range=30d&interval=hour&limit=1";
        String cursor = RunningVarve.json(ask(varve, question, null))
                .get("metadata")
                .get("next")
                .asString();
        varve.clock().tick(Duration.ofDays(3));
        assertThat(RunningVarve.json(ask(varve, question + "&cursor=" + cursor, null))
                        .get("results")
                        .size())
                .isEqualTo(1);
        varve.clock().set(now);
    }

    @Test
    void what_is_open_is_not_to_be_kept() {
        put("open", "2025-03-01T10:00:10Z", 1);
        refresh();
        for (String range : List.of("", "&start_time=2025-03-01", "&start_time=2025-03-01&end_time=2025-04-01")) {
            assertThat(ask(varve, "series=open&interval=day" + range, null)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("ETag")).isEmpty();
                assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            });
        }
        // What comes after the range counts for these, and nothing has come yet.
        for (String how : List.of("fill=next", "fill=linear", "agg_func=twa", "agg_func=twa&window=2h")) {
            for (int i = 0; i < 3; i++) {
                assertThat(ask(varve, "series=open&interval=hour&" + how + CLOSED, null)
                                .headers()
                                .firstValue("ETag"))
                        .isEmpty();
            }
        }
    }

    /** How far an answer reaches is known when it has been given once; from then on it is known again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?interval=hour&fill=next",
                "?interval=hour&fill=linear&agg_func=avg,count&order=desc&limit=7",
                "?interval=hour&agg_func=twa,increase",
                "?interval=hour&agg_func=at&fill=linear&format=csv&limit=1000",
                "?interval=hour&window=3h&agg_func=twa_linear",
                "?interval=hour&window=3h&fill=next&agg_func=max",
                "/compare?interval=hour&offset=1d&agg_func=twa",
                "/gaps?expected_interval=1h"
            })
    void what_depends_on_the_next_point_is_known_again_until_there_is_another_next_point(String how) {
        String metric = "ahead." + Math.abs(how.hashCode());
        put(metric, "2025-03-01T10:00:10Z", 1);
        put(metric, "2025-03-02T11:30:10Z", 2);
        put(metric, "2025-03-05T09:30:10Z", 4);
        refresh();
        String question = how + "&series=" + metric + CLOSED;
        assertThat(of(question, null).headers().firstValue("ETag")).isEmpty();
        String tag = tag(of(question, null));
        assertThat(of(question, tag).statusCode()).isEqualTo(304);
        put(metric, "2025-03-06T09:30:10Z", 4);
        assertThat(of(question, tag).statusCode()).isEqualTo(304);

        put(metric, "2025-03-04T08:30:10Z", 8);
        assertThat(of(question, tag).statusCode()).isEqualTo(200);
        refresh();
        String nearer = tag(of(question, tag));
        assertThat(of(question, nearer).statusCode()).isEqualTo(304);

        varve.delete("/api/points?series=" + metric + "&start_time=2025-03-04T08:00:00Z&end_time=2025-03-04T09:00:00Z");
        refresh();
        // It was kept as one that reaches no further than to that point.
        assertThat(of(question, nearer)).satisfies(changed -> {
            assertThat(changed.statusCode()).isEqualTo(200);
            assertThat(changed.headers().firstValue("ETag")).isEmpty();
        });
        String further = tag(of(question, nearer));
        varve.delete("/api/points?series=" + metric + "&start_time=2025-03-05T08:00:00Z&end_time=2025-03-05T10:00:00Z");
        refresh();
        HttpResponse<String> furthest = of(question, further);
        assertThat(furthest.statusCode()).isEqualTo(200);
        assertThat(furthest.headers().firstValue("ETag")).isEmpty();
        assertThat(tag(of(question, null))).isNotEqualTo(further);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/compare?interval=hour&offset=1d&agg_func=sum",
                "/compare?interval=day&offset=1w&agg_func=delta&fill=previous",
                "/peaks?by=hour&agg_func=sum",
                "/peaks?by=hour_of_week&agg_func=max&top=2",
                "/histogram?bins=4"
            })
    void analyses_of_closed_ranges_are_known_again_until_a_point_changes(String how) {
        String metric = "analysis." + Math.abs(how.hashCode());
        put(metric, "2025-03-01T10:00:10Z", 1);
        put(metric, "2025-03-02T11:30:10Z", 2);
        refresh();
        String question = how + "&series=" + metric + CLOSED;
        HttpResponse<String> first = of(question, null);
        String tag = tag(first);
        double hits = hits();
        assertThat(of(question, null).body()).isEqualTo(first.body());
        assertThat(hits()).isEqualTo(hits + 1);
        put(metric, "2025-03-04T08:30:10Z", 8);
        assertThat(of(question, tag)).satisfies(unchanged -> {
            assertThat(unchanged.statusCode()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
        });
        put(metric, "2025-03-02T11:30:10Z", 3);
        assertThat(of(question, tag).headers().firstValue("ETag")).isEmpty();
        refresh();
        HttpResponse<String> changed = of(question, tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isNotEqualTo(first.body());
        assertThat(of(question, tag(changed)).statusCode()).isEqualTo(304);
        assertThat(of(how + "&series=" + metric + "&start_time=2025-03-01", null)
                        .headers()
                        .firstValue("ETag"))
                .isEmpty();
    }

    private HttpResponse<String> of(String question, @Nullable String known) {
        return send(varve, "/api/timeseries" + question, known);
    }

    @Test
    void a_deletion_a_new_series_and_a_point_before_the_range_that_is_carried_in_change_the_tag() {
        put("change.a", "2025-03-01T10:00:10Z", 1);
        put("change.a", "2025-03-01T12:00:10Z", 2);
        refresh();
        String all = "series=change.*&interval=hour&fill=previous" + CLOSED;
        String before = tag(ask(varve, all, null));

        put("change.a", "2025-02-01T12:00:10Z", 9);
        refresh();
        HttpResponse<String> carried = ask(varve, all, before);
        assertThat(carried.statusCode()).isEqualTo(200);

        varve.delete("/api/points?series=change.a&start_time=2025-03-01T12:00:00Z&end_time=2025-03-01T13:00:00Z");
        refresh();
        HttpResponse<String> less = ask(varve, all, tag(carried));
        assertThat(less.statusCode()).isEqualTo(200);

        put("change.b", "2025-03-09T12:00:10Z", 3);
        assertThat(ask(other, all, tag(less)).statusCode()).isEqualTo(200);
        refresh();
        HttpResponse<String> more = ask(varve, all, tag(less));
        assertThat(more.statusCode()).isEqualTo(200);
        assertThat(more.body()).contains("change.b");
        assertThat(ask(other, all, tag(more)).statusCode()).isEqualTo(304);
    }

    @Test
    void a_point_elsewhere_does_not_change_the_tag() {
        put("still", "2025-03-01T10:00:10Z", 1);
        refresh();
        String question = "series=still&interval=hour" + CLOSED;
        String tag = tag(ask(varve, question, null));
        put("still", "2025-03-05T10:00:10Z", 1);
        put("still", now.minusSeconds(40).toString(), 1);
        assertThat(ask(varve, question, tag).statusCode()).isEqualTo(304);
        refresh();
        assertThat(ask(varve, question, tag).statusCode()).isEqualTo(304);
    }

    /** A floor takes what some answers were made of, and a point below it is merged into what is left. */
    @Test
    void what_is_removed_and_what_is_merged_below_changes_the_tag() {
        put("floor", "2024-01-01T10:00:10Z", 1);
        put("floor", "2024-01-02T10:00:10Z", 1);
        refresh();
        String hours = "series=floor&interval=7m&start_time=2024-01-01T00:01:00Z&end_time=2024-01-03";
        String days = "series=floor&interval=day&agg_func=sum&start_time=2024-01-01&end_time=2024-01-03";
        String exact = tag(ask(varve, hours, null));
        String whole = tag(ask(varve, days, null));
        varve.bean(ProfileCycle.class).runAll(now);
        for (int layer = 0; layer < 3; layer++) {
            database.jdbc()
                    .sql("SELECT rollup.raise_floor(" + layer + ", '2024-06-01', NULL, now())::text")
                    .query(String.class)
                    .single();
        }
        HttpResponse<String> widened = ask(varve, hours, exact);
        assertThat(widened.statusCode()).isEqualTo(200);
        assertThat(widened.body()).contains("\"exact\":false");
        String kept = tag(ask(varve, days, whole));

        put("floor", "2024-01-01T10:30:00Z", 5);
        refresh();
        HttpResponse<String> merged = ask(varve, days, kept);
        assertThat(merged.statusCode()).isEqualTo(200);
        assertThat(merged.body()).contains("\"value\":6");
        assertThat(ask(varve, days, tag(merged)).statusCode()).isEqualTo(304);
    }

    @Test
    void what_is_repaired_changes_the_tag() {
        put("repair", "2025-03-01T10:00:10Z", 1);
        refresh();
        String question = "series=repair&interval=day&agg_func=sum" + CLOSED;
        String tag = tag(ask(varve, question, null));
        database.jdbc()
                .sql(
                        "SELECT rollup.invalidate(4, ARRAY[series_id], ARRAY[timestamptz '2025-03-01Z'],"
                                + " ARRAY[timestamptz '2025-03-02Z'], now()) FROM catalog.series ORDER BY series_id DESC LIMIT 1")
                .query(Integer.class)
                .single();
        assertThat(ask(varve, question, tag).statusCode()).isEqualTo(200);
        refresh();
        assertThat(ask(varve, question, tag).statusCode()).isEqualTo(200);
    }

    /** Tomcat would not compress what has a strong tag. */
    @Test
    void long_answers_are_compressed_for_those_who_want_it() throws IOException, InterruptedException {
        put("long", "2025-03-01T10:00:10Z", 1);
        refresh();
        String question = "series=long&interval=5m&fill=zero" + CLOSED;
        String plain = ask(varve, question, null).body();
        assertThat(plain.length()).isGreaterThan(10_000);
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> compressed = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(varve.uri("/api/timeseries?" + question))
                                    .header("Accept-Encoding", "br, gzip;q=0.5")
                                    .build(),
                            BodyHandlers.ofByteArray());
            assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(compressed.headers().allValues("Vary")).contains("Accept", "Accept-Encoding");
            assertThat(compressed.body().length).isLessThan(plain.length() / 4);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                    .asString()
                    .isEqualTo(plain);
        }
    }

    @Test
    void errors_are_not_kept() {
        put("bad", "2025-03-01T10:00:10Z", 1);
        refresh();
        HttpResponse<String> refused = ask(varve, "series=bad&interval=1s&fill=zero&limit=0" + CLOSED, null);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("ETag")).isEmpty();
        assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    private void put(String series, String time, double value) {
        HttpResponse<String> stored = varve.post(
                "/api/points",
                "application/json",
                "{\"points\":[{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s,\"tags\":{\"host\":\"x\"}}]}"
                        .formatted(series, time, value));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }

    /** Later than the minute in which entries wait for finer ones. */
    private void refresh() {
        for (int i = 0; i < 3; i++) {
            now = now.plus(Duration.ofMinutes(2));
            varve.bean(RefreshCycle.class).run(now);
        }
        varve.clock().set(now);
        other.clock().set(now);
    }

    private static HttpResponse<String> ask(RunningVarve of, String question, @Nullable String known) {
        return send(of, "/api/timeseries?" + question, known);
    }

    private static HttpResponse<String> send(RunningVarve of, String path, @Nullable String known) {
        HttpRequest.Builder request = HttpRequest.newBuilder(of.uri(path));
        if (known != null) {
            request.header("If-None-Match", known);
        }
        HttpResponse<String> response = of.send(request);
        assertThat(response.statusCode()).as(response.body()).isIn(200, 304, 400);
        return response;
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow(() -> new AssertionError("no ETag: " + answer.body()));
    }

    private double hits() {
        return varve.bean(MeterRegistry.class)
                .get("cache.gets")
                .tag("cache", "varve.query.answers")
                .tag("result", "hit")
                .functionCounter()
                .count();
    }
}
