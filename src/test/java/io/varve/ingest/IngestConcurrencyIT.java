package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(DatabaseExtension.class)
class IngestConcurrencyIT {

    private static RunningVarve varve;
    private static StoredPoints stored;

    @BeforeAll
    static void start(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-06-01T12:00:00Z"));
        stored = new StoredPoints(database);
    }

    @AfterAll
    static void stop() {
        varve.close();
    }

    @Test
    void concurrent_requests_on_the_same_new_points_all_succeed_and_one_of_them_wins() throws Exception {
        List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
        for (int request = 0; request < 12; request++) {
            List<String> points = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                points.add(point(
                        "crowded." + i % 7,
                        Instant.parse("2025-01-01T00:00:00Z").plusSeconds(i * 86_400L),
                        request));
            }
            Collections.shuffle(points, new Random(request));
            String body = String.join("\n", points);
            requests.add(() -> varve.post("/api/points", "application/x-ndjson", body));
        }
        for (HttpResponse<String> answer : all(requests)) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        List<String> points = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            points.addAll(stored.of("crowded." + i));
        }
        assertThat(points).hasSize(400);
        assertThat(points.stream().map(point -> point.substring(point.indexOf('='))))
                .allSatisfy(value -> assertThat(value)
                        .isEqualTo(points.get(0).substring(points.get(0).indexOf('='))));
    }

    /** Or another request could come in between, and each win some of the points. */
    @Test
    void the_rows_of_a_request_are_numbered_in_one_go(TestDatabase database) {
        List<String> points = new ArrayList<>();
        for (int day = 0; day < 50; day++) {
            points.add(point("numbered", Instant.parse("2025-01-01T00:00:00Z").plusSeconds(day * 172_800L), day));
        }
        long before = lastNumber(database);
        varve.post("/api/points", "application/x-ndjson", String.join("\n", points));
        assertThat(database.jdbc()
                        .sql("SELECT batch_id FROM raw.batch WHERE batch_id > ? ORDER BY batch_id")
                        .param(before)
                        .query(Long.class)
                        .list())
                .hasSize(50)
                .isEqualTo(LongStream.rangeClosed(lastNumber(database) - 49, lastNumber(database))
                        .boxed()
                        .toList());
    }

    private static long lastNumber(TestDatabase database) {
        return database.jdbc()
                .sql("SELECT coalesce(max(batch_id), 0) FROM raw.batch")
                .query(Long.class)
                .single();
    }

    @Test
    void concurrent_requests_of_one_new_session_make_one_session() throws Exception {
        UUID session = UUID.randomUUID();
        List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
        for (int request = 0; request < 12; request++) {
            String body = "{\"session_id\":\"" + session + "\",\"start_ts\":\"2025-01-01T00:00:0" + request % 2
                    + "Z\",\"data\":["
                    + point("together", Instant.parse("2025-01-01T00:00:00Z").plusSeconds(request), request)
                    + "]}";
            requests.add(() -> varve.post("/api/sessions", "application/json", body));
        }
        for (HttpResponse<String> answer : all(requests)) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
        assertThat(stored.of("together")).hasSize(12);
        assertThat(RunningVarve.json(varve.get("/api/sessions/" + session))
                        .get("points")
                        .asInt())
                .isEqualTo(12);
    }

    @Test
    void a_session_written_and_deleted_at_the_same_time_never_leaves_points_without_a_session() throws Exception {
        UUID session = UUID.randomUUID();
        String body = "{\"session_id\":\"" + session + "\",\"data\":["
                + point("fought.over", Instant.parse("2025-01-01T00:00:00Z"), 1) + "]}";
        List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
        for (int request = 0; request < 20; request++) {
            requests.add(() -> varve.post("/api/sessions", "application/json", body));
            requests.add(() -> varve.delete("/api/sessions/" + session));
        }
        for (HttpResponse<String> answer : all(requests)) {
            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 204, 404);
        }
        varve.delete("/api/sessions/" + session);
        assertThat(stored.of("fought.over")).isEmpty();
    }

    @Test
    void a_session_cannot_be_deleted_while_it_is_written_to(TestDatabase database) {
        UUID session = UUID.randomUUID();
        varve.post("/api/sessions", "application/json", "{\"session_id\":\"" + session + "\",\"data\":[]}");
        SessionDictionary named = new SessionDictionary();
        named.reference(session, null);
        ResolvedSessions resolved = varve.bean(SessionRegistry.class).resolve(named);
        varve.bean("ingestTransactions", TransactionTemplate.class).executeWithoutResult(write -> {
            assertThat(varve.bean(SessionRepository.class).lock(resolved, Instant.EPOCH))
                    .isTrue();
            assertThatExceptionOfType(UncategorizedSQLException.class)
                    .isThrownBy(() -> database.jdbc()
                            .sql("SELECT source FROM catalog.session WHERE session_id = ? FOR UPDATE NOWAIT")
                            .param(session)
                            .query(Long.class)
                            .single())
                    .withMessageContaining("could not obtain lock on row");
        });
    }

    @Test
    void while_bytes_come_from_the_client_no_connection_and_no_lock_is_held(TestDatabase database) {
        HikariDataSource pool = varve.bean("ingestDataSource", HikariDataSource.class);
        String lines = (point("stalling", Instant.parse("2025-01-01T00:00:00Z"), 1) + "\n").repeat(140_000);
        InputStream stalling = new InputStream() {
            @Override
            public int read() throws IOException {
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
                assertThat(database.jdbc()
                                .sql(
                                        "SELECT count(*) FROM pg_stat_activity AS a JOIN pg_locks AS l USING (pid)"
                                                + " WHERE a.application_name = 'varve-ingest' AND a.datname = current_database()")
                                .query(Integer.class)
                                .single())
                        .isZero();
                return -1;
            }
        };
        Ingestor ingestor = varve.bean(Ingestor.class);
        try (Intake intake = ingestor.begin(new IngestOptions(null, false))) {
            NdjsonBody.read(
                    new SequenceInputStream(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), stalling),
                    intake);
            assertThat(intake.spool.isInMemory()).isFalse();
            ingestor.store(intake, ResponseEntity.ok()::build);
        }
        assertThat(stored.of("stalling")).hasSize(1);
    }

    private static List<HttpResponse<String>> all(List<Callable<HttpResponse<String>>> requests)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        try {
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    private static String point(String series, Instant time, int value) {
        return "{\"series\":\"" + series + "\",\"time\":\"" + time + "\",\"value\":" + value + "}";
    }
}
