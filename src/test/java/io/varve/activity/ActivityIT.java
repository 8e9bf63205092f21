package io.varve.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** OPS24: each write, run of a job and query is a line of the log for those who ask for it, with its figures as fields. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActivityIT {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("varve.activity");
    private static final String SECONDS = " seconds=[0-9.E-]+";

    private final RunningVarve varve;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    ActivityIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-03-02T00:00:00Z"));
    }

    @BeforeEach
    void listen() {
        lines.list.clear();
        lines.start();
        LOG.addAppender(lines);
        LOG.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stopListening() {
        LOG.setLevel(null);
        LOG.detachAppender(lines);
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void ops24_what_is_written_and_removed_is_told() {
        store("?partial=true", """
                {"series":"cpu","time":"2025-03-01T10:00:10Z","value":1}
                {"series":"cpu","time":"2025-03-01T10:00:20Z","value":2}
                {"series":"cpu","time":"no time","value":3}
                """);
        assertThat(varve.delete("/api/points?series=cpu&start_time=2025-03-01T10:00:15Z&end_time=2025-03-01T11:00:00Z")
                        .statusCode())
                .isEqualTo(200);
        assertThat(messages("varve.activity.writes"))
                .hasSize(2)
                .satisfiesExactly(
                        stored ->
                                assertThat(stored).matches("points stored format=ndjson points=2 rejected=1" + SECONDS),
                        deleted -> assertThat(deleted)
                                .matches(
                                        "points deleted series=cpu from=2025-03-01T10:00:15Z to=2025-03-01T11:00:00Z points=1"
                                                + SECONDS));
        assertThat(fields(lines.list.get(0)))
                .containsExactly("format=ndjson", "points=2", "rejected=1")
                .doesNotContainNull();
    }

    @Test
    void ops24_a_refused_write_is_told_as_one() {
        assertThat(varve.post("/api/points", "application/x-ndjson", "{}").statusCode())
                .isEqualTo(400);
        assertThat(messages("varve.activity.writes"))
                .singleElement()
                .asString()
                .matches("points refused format=ndjson points=0 rejected=1" + SECONDS);
    }

    @Test
    void ops24_runs_of_jobs_are_told_with_what_they_did() {
        store("", "{\"series\":\"runs\",\"time\":\"2025-03-01T10:00:10Z\",\"value\":1}");
        varve.bean(RefreshCycle.class).run(Instant.parse("2025-03-02T00:10:00Z"));
        assertThat(messages("varve.activity.runs"))
                .anySatisfy(run -> assertThat(run)
                        .matches(
                                "job run job=refresh of=1m outcome=succeeded run=[0-9]+ from=2025-03-0.* to=2025-03-0.*"
                                        + " rows_in=[0-9]+ rows_out=[1-9][0-9]*" + SECONDS));
        varve.bean(Ledger.class).run(Job.ofAll("retention"), run -> {
            throw new IllegalStateException("no");
        });
        assertThat(messages("varve.activity.runs"))
                .last()
                .asString()
                .matches("job run job=retention of=all outcome=failed rows_in=0 rows_out=0" + SECONDS);
    }

    @Test
    void ops24_queries_are_told_with_the_tiers_that_answered() {
        store("", "{\"series\":\"routed\",\"time\":\"2025-03-01T10:00:10Z\",\"value\":1}");
        String query = "series=routed&interval=raw&start_time=2025-03-01&end_time=2025-03-02";
        assertThat(varve.get("/api/timeseries?" + query).statusCode()).isEqualTo(200);
        assertThat(varve.get("/api/timeseries?interval=no").statusCode()).isEqualTo(400);
        assertThat(messages("varve.activity.queries"))
                .satisfiesExactly(
                        answered -> assertThat(answered)
                                .matches("query answered path=/api/timeseries query=" + query
                                        + " status=200 statements=[1-9] tiers=\\[raw]" + SECONDS),
                        refused -> assertThat(refused)
                                .matches(
                                        "query answered path=/api/timeseries query=interval=no status=400 statements=0 tiers=\\[]"
                                                + SECONDS));
    }

    @Test
    void texts_of_clients_do_not_begin_lines() {
        assertThat(varve.delete(
                                "/api/points?series=a%0Ab&start_time=2025-03-01T10:00:15Z&end_time=2025-03-01T11:00:00Z")
                        .statusCode())
                .isEqualTo(200);
        assertThat(messages("varve.activity.writes")).singleElement().asString().contains("series=a b from=");
    }

    @Test
    void nothing_is_told_to_those_who_did_not_ask() {
        LOG.setLevel(null);
        store("", "{\"series\":\"quiet\",\"time\":\"2025-03-01T10:00:10Z\",\"value\":1}");
        assertThat(varve.get("/api/timeseries?series=quiet").statusCode()).isEqualTo(200);
        assertThat(lines.list).isEmpty();
    }

    private void store(String parameters, String body) {
        assertThat(varve.post("/api/points" + parameters, "application/x-ndjson", body)
                        .statusCode())
                .isEqualTo(200);
    }

    private List<String> messages(String logger) {
        return new ArrayList<>(lines.list)
                .stream()
                        .filter(line -> line.getLoggerName().equals(logger))
                        .map(ILoggingEvent::getFormattedMessage)
                        .toList();
    }

    /** All but the time it took. */
    private static List<String> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> !pair.key.equals("seconds"))
                .map(KeyValuePair::toString)
                .map(pair -> pair.replace("\"", ""))
                .toList();
    }
}
