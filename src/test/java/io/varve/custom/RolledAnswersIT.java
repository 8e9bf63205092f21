package io.varve.custom;

import static io.varve.custom.Blog.FUNCTIONS;
import static io.varve.custom.Blog.NOW;
import static io.varve.custom.Blog.layers;
import static io.varve.custom.Blog.point;
import static io.varve.custom.Blog.same;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** QRY34: which questions a custom rollup answers, and that the answer is that of the tiers. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolledAnswersIT {

    private static final String BY_COUNTRY = "series=blog.views&group_by=country&interval=1h&agg_func=" + FUNCTIONS
            + "&start_time=2025-03-08T10:20:00Z&end_time=2025-03-10T09:40:00Z";

    private final TestDatabase database;
    private final Blog blog;
    private final RunningVarve varve;
    private int asked;

    RolledAnswersIT(TestDatabase database) {
        this.database = database;
        blog = new Blog(database, "8MB");
        varve = blog.varve;
        Random random = new Random(7);
        List<String> points = new ArrayList<>();
        for (int page = 0; page < 30; page++) {
            for (int i = 0; i < 60; i++) {
                points.add(point(page, NOW.minusSeconds(600L * (1 + random.nextInt(400))), random.nextInt(1000) / 8.0));
            }
        }
        blog.post(points);
        blog.tiers();
    }

    @BeforeEach
    void create() {
        blog.create("by_country", Blog.BY_COUNTRY);
        blog.refresh();
    }

    @AfterEach
    void drop() {
        blog.drop("by_country");
    }

    @AfterAll
    void stop() {
        blog.close();
    }

    @Test
    void views_by_country_hourly_are_the_same_with_and_without_it() {
        JsonNode with = ask(BY_COUNTRY);
        assertThat(layers(with)).contains("by_country");
        JsonNode explained = blog.explain(BY_COUNTRY);
        assertThat(explained.get("segments").toString()).contains("by_country");
        assertThat(explained.get("sql").asString()).contains("custom.rollup_");
        JsonNode day = ask(BY_COUNTRY.replace("interval=1h", "interval=6h").replace("group_by=country&", ""));
        assertThat(layers(day)).contains("by_country");
        drop();
        same(with, ask(BY_COUNTRY));
        same(day, ask(BY_COUNTRY.replace("interval=1h", "interval=6h").replace("group_by=country&", "")));
    }

    @Test
    void some_countries_by_their_tag() {
        String asked = BY_COUNTRY + "&tags=country:de";
        JsonNode with = ask(asked);
        assertThat(layers(with)).contains("by_country");
        drop();
        same(with, ask(asked));
    }

    @Test
    void what_it_does_not_tell_is_told_by_the_tiers() {
        for (String asked : List.of(
                BY_COUNTRY.replace("group_by=country", "group_by=page"),
                BY_COUNTRY + "&tags=page:3",
                BY_COUNTRY.replace("interval=1h", "interval=30m"),
                BY_COUNTRY.replace(FUNCTIONS, "median"),
                BY_COUNTRY + "&window=6h",
                BY_COUNTRY + "&tz=Asia/Kolkata")) {
            assertThat(layers(ask(asked))).as(asked).doesNotContain("by_country");
        }
    }

    @Test
    void a_late_point_shows_at_once_and_only_its_hours_are_read_elsewhere() {
        blog.post(List.of(point(3, Instant.parse("2025-03-09T05:05:00Z"), 500)));
        JsonNode at = ask(BY_COUNTRY);
        assertThat(at.get("results").toString()).contains("500");
        assertThat(layers(at).stream().filter("by_country"::equals).count()).isEqualTo(2);
        varve.bean(RefreshCycle.class).run(NOW.plusSeconds(130));
        JsonNode later = ask(BY_COUNTRY);
        blog.refresh();
        JsonNode again = ask(BY_COUNTRY);
        drop();
        JsonNode without = ask(BY_COUNTRY);
        same(at, without);
        same(later, without);
        same(again, without);
        varve.delete("/api/points?series=blog.views&start_time=2025-03-09T05:05:00Z&end_time=2025-03-09T05:05:01Z");
        blog.tiers();
    }

    @Test
    void a_series_that_comes_later_shows_at_once() {
        blog.post(List.of(point(99, Instant.parse("2025-03-09T05:05:00Z"), 777)));
        JsonNode at = ask(BY_COUNTRY);
        assertThat(at.get("results").toString()).contains("777");
        assertThat(layers(at)).doesNotContain("by_country");
        blog.tiers();
        blog.refresh();
        JsonNode again = ask(BY_COUNTRY);
        assertThat(layers(again)).contains("by_country");
        same(at, again);
        varve.delete("/api/points?series=blog.views&tags=page:99&start_time=2025-03-09&end_time=2025-03-10");
        blog.tiers();
    }

    @Test
    void one_that_is_dropped_behind_the_back_of_an_instance_is_not_missed() {
        JsonNode with = ask(BY_COUNTRY);
        database.jdbc().sql("SELECT rollup.drop_rollup('by_country')").query(row -> {});
        JsonNode without = ask(BY_COUNTRY);
        assertThat(layers(without)).doesNotContain("by_country");
        same(with, without);
    }

    @Test
    void an_answer_of_closed_hours_is_known_again() {
        String path =
                "/api/timeseries?" + BY_COUNTRY.replace("10:20:00", "10:00:00").replace("09:40:00", "09:00:00");
        HttpResponse<String> first = varve.get(path);
        assertThat(layers(RunningVarve.json(first))).containsOnly("by_country");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(varve.send(HttpRequest.newBuilder(varve.uri(path)).header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        blog.post(List.of(point(3, Instant.parse("2025-03-09T05:05:00Z"), 500)));
        assertThat(varve.send(HttpRequest.newBuilder(varve.uri(path)).header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(200);
        varve.delete("/api/points?series=blog.views&start_time=2025-03-09T05:05:00Z&end_time=2025-03-09T05:05:01Z");
        blog.tiers();
    }

    /** Each time in other words, so that no answer is one that was kept. */
    private JsonNode ask(String query) {
        return blog.ask(query + "&limit=" + (5000 + asked++));
    }
}
