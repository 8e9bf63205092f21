package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A statement handles rows in proportion to what it is about, whatever PostgreSQL knows of the tables: rows that all nodes
 * of its plan give on or throw away, which is the same on every machine.
 */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryWorkIT {

    private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
    private static final int SERIES = 100;
    private static final List<String> FUNCTIONS = List.of("max", "avg", "last");

    /** How many nodes of a plan may handle a row; with a nested loop over two tables each is handled hundreds of times. */
    private static final int PASSES = 12;

    /** Rows of the log hold points of 64 series; of whichever is asked for, the last hour's are all looked at. */
    private static final int LOGGED = 64 * 30;

    private final Fixture fixture;

    QueryWorkIT(TestDatabase database) {
        fixture = new Fixture(RunningVarve.start(database, NOW, "varve.settle.keep=0s"), database);
    }

    /** A day of every series, a point every two minutes, refreshed and settled; the last hour is in the log. */
    @BeforeAll
    void points() {
        send(NOW.minus(Duration.ofHours(24)), NOW.minus(Duration.ofHours(1)));
        fixture.varve.bean(RefreshCycle.class).run(NOW);
        fixture.varve.bean(SettleCycle.class).run();
        send(NOW.minus(Duration.ofHours(1)), NOW);
        fixture.varve.bean(RefreshCycle.class).run(NOW);
    }

    @AfterAll
    void stop() {
        fixture.varve.close();
    }

    @Test
    void before_and_after_the_tables_are_analysed_and_with_late_points_everywhere() {
        handlesFewRows("never analysed");
        fixture.jdbc.sql("ANALYZE").update();
        handlesFewRows("analysed");
        send(NOW.minus(Duration.ofHours(13)), NOW.minus(Duration.ofHours(12)));
        handlesFewRows("with pending invalidations, the log not analysed");
        fixture.jdbc.sql("ANALYZE").update();
        handlesFewRows("with pending invalidations, analysed");
    }

    private void handlesFewRows(String state) {
        List<String> wrong = new ArrayList<>();
        for (String function : FUNCTIONS) {
            for (int series : new int[] {1, 10, SERIES}) {
                wrong.addAll(ask(state, function, series, "1m", Duration.ofHours(1), 60));
                wrong.addAll(ask(state, function, series, "1h", Duration.ofDays(1), 24 + 120));
                wrong.addAll(ask(state, function, series, "raw", Duration.ofHours(3), 90));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private List<String> ask(String state, String function, int series, String interval, Duration span, int each) {
        JsonNode explained = fixture.explain(
                "series=" + (series == SERIES ? "^m\\..*$" : names(series)),
                "interval=" + interval,
                interval.equals("raw") ? "limit=10000" : "agg_func=" + function,
                "start_time=" + NOW.minus(span),
                "end_time=" + NOW);
        long handled = handled(explained.get("plan").get("Plan"));
        long most = (long) PASSES * (LOGGED + series * each);
        return handled <= most
                ? List.of()
                : List.of("%s: %s of %d series by %s handles %,d rows, more than %,d"
                        .formatted(state, function, series, interval, handled, most));
    }

    private static long handled(JsonNode node) {
        double rows = node.path("Actual Rows").asDouble();
        for (String removed : List.of("Filter", "Join Filter", "Index Recheck")) {
            rows += node.path("Rows Removed by " + removed).asDouble();
        }
        long handled = Math.round(rows * node.path("Actual Loops").asDouble());
        for (JsonNode part : node.path("Plans")) {
            handled += handled(part);
        }
        return handled;
    }

    private void send(Instant from, Instant to) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < SERIES; i++) {
            for (Instant time = from; time.isBefore(to); time = time.plusSeconds(120)) {
                body.append("{\"series\":\"")
                        .append(name(i))
                        .append("\",\"time\":\"")
                        .append(time)
                        .append("\",\"value\":")
                        .append(i % 7)
                        .append("}\n");
            }
        }
        assertThat(fixture.varve
                        .post("/api/points", "application/x-ndjson", body.toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String names(int series) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < series; i++) {
            names.add(name(i));
        }
        return String.join(",", names);
    }

    private static String name(int number) {
        return "m.s%03d".formatted(number);
    }
}
