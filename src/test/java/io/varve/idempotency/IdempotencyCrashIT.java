package io.varve.idempotency;

import static io.varve.idempotency.Keyed.assertConflict;
import static io.varve.idempotency.Keyed.assertReplayed;
import static io.varve.idempotency.Keyed.isReplay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.Session;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two instances on one database, and a gate between what a request does and its commit. */
@ExtendWith(DatabaseExtension.class)
class IdempotencyCrashIT {

    private static final String GATE = "4242";

    private static TestDatabase database;
    private static RunningVarve one;
    private static RunningVarve other;
    private static Keyed keyed;
    private static Keyed keyedThere;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start(TestDatabase fresh) {
        database = fresh;
        Instant now = Instant.parse("2025-01-07T00:00:00Z");
        one = RunningVarve.start(database, now);
        other = RunningVarve.start(database, now);
        keyed = new Keyed(one, database);
        keyedThere = new Keyed(other, database);
        sql("CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " PERFORM pg_advisory_xact_lock_shared(" + GATE + "); RETURN NEW; END $$");
        sql("CREATE TRIGGER gate AFTER INSERT OR UPDATE ON ops.idempotency_key"
                + " FOR EACH ROW EXECUTE FUNCTION public.gate()");
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    @Test
    void a_request_that_dies_before_its_commit_has_done_nothing_and_can_be_sent_again() throws Exception {
        long sessions = keyed.sessions();
        long points = keyed.points();
        try (Session gate = closedGate()) {
            Future<HttpResponse<String>> first = threads.submit(() -> keyed.session(key));
            int backend = waiting();
            sql("SELECT pg_terminate_backend(" + backend + ")");
            assertThat(first.get().statusCode()).isEqualTo(503);
        }
        assertThat(keyed.sessions()).isEqualTo(sessions);
        assertThat(keyed.points()).isEqualTo(points);
        assertThat(keyed.keys()).isZero();

        assertThat(keyedThere.session(key).statusCode()).isEqualTo(201);
        assertThat(isReplay(keyed.session(key))).isTrue();
        assertThat(keyed.sessions()).isEqualTo(sessions + 1);
    }

    @Test
    void while_it_is_being_worked_on_the_same_key_is_409_at_every_instance_and_the_answer_afterwards()
            throws Exception {
        long sessions = keyed.sessions();
        Future<HttpResponse<String>> first;
        try (Session gate = closedGate()) {
            first = threads.submit(() -> keyed.session(key));
            waiting();
            assertConflict(keyed.session(key), "idempotency-key-in-use");
            assertConflict(keyedThere.session(key), "idempotency-key-in-use");
        }
        assertThat(first.get().statusCode()).isEqualTo(201);
        assertReplayed(keyedThere.session(key), first.get());
        assertThat(keyed.sessions()).isEqualTo(sessions + 1);
    }

    @Test
    void of_many_at_once_one_is_done_and_the_others_get_its_answer_or_409() throws Exception {
        for (int round = 0; round < 20; round++) {
            String shared = key + round;
            long sessions = keyed.sessions();
            List<Future<HttpResponse<String>>> sent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Keyed instance = i % 2 == 0 ? keyed : keyedThere;
                sent.add(threads.submit(() -> instance.session(shared)));
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : sent) {
                answers.add(answer.get());
            }
            assertThat(keyed.sessions()).isEqualTo(sessions + 1);
            assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(201, 409);
            assertThat(answers.stream()
                            .filter(answer -> answer.statusCode() == 201)
                            .map(HttpResponse::body)
                            .collect(Collectors.toSet()))
                    .hasSize(1);
        }
    }

    @Test
    void an_answer_that_cannot_be_remembered_is_not_given_and_nothing_is_stored() {
        long sessions = keyed.sessions();
        sql("ALTER TABLE ops.idempotency_key ADD CONSTRAINT none_check CHECK (false) NOT VALID");
        try {
            assertThat(keyed.session(key).statusCode()).isEqualTo(500);
            assertThat(keyed.sessions()).isEqualTo(sessions);
        } finally {
            sql("ALTER TABLE ops.idempotency_key DROP CONSTRAINT none_check");
        }
        HttpResponse<String> again = keyed.session(key);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(isReplay(again)).isFalse();
    }

    private static Session closedGate() {
        Session gate = Session.open(database);
        gate.run("SELECT pg_advisory_lock(" + GATE + ")");
        return gate;
    }

    /** The backend that stands at the gate. */
    private static int waiting() {
        return await().until(
                        () -> database.jdbc()
                                .sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = "
                                        + GATE)
                                .query(Integer.class)
                                .list(),
                        pids -> pids.size() == 1)
                .get(0);
    }

    private static void sql(String sql) {
        try (Session session = Session.open(database)) {
            session.run(sql);
        }
    }
}
