package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.custom.KnownRollups;
import io.varve.custom.RollupCycle;
import io.varve.exactness.Step.Ask;
import io.varve.exactness.Step.DeletePoints;
import io.varve.exactness.Step.DeleteSession;
import io.varve.exactness.Step.Point;
import io.varve.exactness.Step.Post;
import io.varve.exactness.Step.PostSession;
import io.varve.exactness.Step.Protocol;
import io.varve.exactness.Step.Refresh;
import io.varve.rollup.RefreshCycle;
import io.varve.support.Lemma;
import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays a history to a service of its own and to the oracle, and compares every answer on the way. After every step that
 * changes something, the lemma must hold.
 */
public final class Replay implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** How long each layer is kept; raw longer than 1m, as in an archive. */
    private static final List<String> KEPT =
            List.of("9 days", "5 days", "20 days", "60 days", "300 days", "2000 days", "2000 days");

    private final TestDatabase database = TestDatabase.create();
    private final RunningVarve varve =
            RunningVarve.start(database, Instant.parse("2025-03-01T00:00:00Z"), "varve.query.cache.size=8MB");
    private final Answers answers = new Answers(varve);
    private final NaiveRollup oracle = new NaiveRollup();
    private final Map<UUID, Long> sessions = new HashMap<>();

    /** What to do at a question of a history, of everything that was played before it. */
    public interface Moment {
        void at(Ask ask, RunningVarve varve, NaiveRollup oracle);
    }

    /** Plays the steps and, instead of asking over HTTP, does this wherever a history asks. */
    public static void play(List<Step> steps, Moment moment) {
        try (Replay replay = new Replay()) {
            for (Step step : steps) {
                if (step instanceof Ask ask) {
                    moment.at(ask, replay.varve, replay.oracle);
                } else {
                    replay.play(step);
                }
            }
        }
    }

    /** Plays the steps; fails at the first answer that is not the oracle's. */
    static void play(List<Step> steps) {
        try (Replay replay = new Replay()) {
            for (Step step : steps) {
                replay.play(step);
                if (!(step instanceof Ask)) {
                    Lemma.check(replay.database.jdbc());
                }
            }
        }
    }

    private void play(Step step) {
        if (step instanceof Post post) {
            post(post.points());
        } else if (step instanceof PostSession post) {
            postSession(post);
        } else if (step instanceof DeleteSession delete) {
            deleteSession(sessionId(delete.session()));
        } else if (step instanceof DeletePoints delete) {
            deletePoints(delete);
        } else if (step instanceof Refresh refresh) {
            varve.bean(RefreshCycle.class).run(instant(refresh.now()));
        } else if (step instanceof Protocol protocol) {
            protocolStep(protocol);
        } else if (step instanceof Ask ask) {
            ask(ask);
        }
    }

    private void ask(Ask ask) {
        Predicate<NaiveRollup.Key> asked = key -> key.series().startsWith(ask.metric() + "|");
        SortedMap<Long, Summary> expected = oracle.rollup(ask.interval(), ask.from(), ask.to(), asked);
        JsonNode answer = answers.check(ask.metric(), ask.interval(), ask.from(), ask.to(), expected);
        answers.checkDistribution(ask.metric(), ask.interval(), ask.from(), ask.to(), ask.from() >= floor(), expected);
        if (!answer.get("metadata").get("exact").asBoolean()) {
            assertThat(sum(answer, row -> row.get("values").get("count").asLong()))
                    .as("points in %s", answer.get("metadata").get("segments"))
                    .isEqualTo(inSegments(answer.get("metadata").get("segments"), asked));
        }
        Random random = new Random(31 * ask.from() + ask.to());
        LocalQuestion.of(ask.metric(), ask.from(), ask.to(), random).check(varve, oracle, floor() > Long.MIN_VALUE);
    }

    private static long sum(JsonNode answer, ToLongFunction<JsonNode> part) {
        long sum = 0;
        for (JsonNode row : answer.get("results")) {
            sum += part.applyAsLong(row);
        }
        return sum;
    }

    private long inSegments(JsonNode segments, Predicate<NaiveRollup.Key> asked) {
        long count = 0;
        for (JsonNode segment : segments) {
            long from = micros(segment.get("from"));
            long to = micros(segment.get("to"));
            count += oracle.points().keySet().stream()
                    .filter(asked.and(key -> key.micros() >= from && key.micros() < to))
                    .count();
        }
        return count;
    }

    private static long micros(JsonNode time) {
        return NaiveRollup.micros(Instant.parse(time.asString()));
    }

    private void post(List<Point> all) {
        List<Point> points = keepable(all, Replay::source);
        if (!points.isEmpty()) {
            expect(200, varve.post("/api/points", "application/json", body(points)));
            points.forEach(point -> oracle.put(point.series(), point.micros(), source(point), point.value()));
        }
    }

    /** What is merged into aggregates cannot be changed any more. */
    private List<Point> keepable(List<Point> points, ToLongFunction<Point> source) {
        long floor = floor();
        return points.stream()
                .filter(point -> point.micros() >= floor
                        || !oracle.points()
                                .containsKey(
                                        new NaiveRollup.Key(point.series(), point.micros(), source.applyAsLong(point))))
                .toList();
    }

    private long floor() {
        return database.jdbc()
                .sql(
                        "SELECT CASE WHEN isfinite(position) THEN raw.micros_of(position) ELSE ? END FROM rollup.floor WHERE layer_id = 0")
                .param(Long.MIN_VALUE)
                .query(Long.class)
                .single();
    }

    private void postSession(PostSession post) {
        UUID id = sessionId(post.session());
        List<Point> points = keepable(post.points(), point -> sessions.getOrDefault(id, 0L));
        if (points.isEmpty()) {
            return;
        }
        List<Map<String, Object>> data =
                points.stream().map(Replay::sessionPoint).toList();
        Map<String, Object> body = Map.of("session_id", id.toString(), "data", data);
        expect(201, varve.post("/api/sessions", "application/json", JSON.writeValueAsString(body)));
        long source = database.jdbc()
                .sql("SELECT source FROM catalog.session WHERE session_id = ?")
                .param(id)
                .query(Long.class)
                .single();
        sessions.put(id, source);
        points.forEach(point -> oracle.put(point.series(), point.micros(), source, point.value()));
    }

    private void deleteSession(UUID id) {
        HttpResponse<String> response = varve.delete("/api/sessions/" + id);
        if (response.statusCode() == 409) {
            assertThat(floor()).isGreaterThan(Long.MIN_VALUE);
            return;
        }
        Long source = sessions.remove(id);
        expect(source == null ? 404 : 204, response);
        if (source != null) {
            oracle.remove(key -> key.source() == source);
        }
    }

    private void deletePoints(DeletePoints delete) {
        HttpResponse<String> response = expect(
                delete.from() < floor() ? 409 : 200,
                varve.delete("/api/points?series=%s&start_time=%s&end_time=%s"
                        .formatted(
                                delete.metric(),
                                encode(Answers.time(delete.from())),
                                encode(Answers.time(delete.to())))));
        if (response.statusCode() == 409) {
            return;
        }
        long removed = oracle.remove(key -> key.series().startsWith(delete.metric() + "|")
                && key.micros() >= delete.from()
                && key.micros() < delete.to());
        assertThat(RunningVarve.json(response).get("deleted").asLong()).isEqualTo(removed);
    }

    /** Rollups of both hosts together, made by whichever steps of the protocol a history has. */
    private void rollUp(Instant now) {
        if (database.jdbc()
                        .sql("SELECT count(*) FROM rollup.custom")
                        .query(Long.class)
                        .single()
                == 0) {
            for (String rollup :
                    List.of("'five', '1m', '5 minutes'", "'hours', '5m', '1 hour'", "'days', '1h', '1 day'")) {
                database.jdbc()
                        .sql("SELECT rollup.create_rollup(" + rollup + ", ARRAY['p.*'])")
                        .query(Integer.class)
                        .single();
            }
        }
        varve.bean(RollupCycle.class).run(now);
        varve.bean(KnownRollups.class).current();
    }

    private void protocolStep(Protocol protocol) {
        if (protocol.action().equals("rollup")) {
            rollUp(instant(protocol.now()));
            return;
        }
        Timestamp now = Timestamp.from(instant(protocol.now()));
        String source = "(SELECT source_id FROM rollup.tier WHERE tier_id = " + protocol.tier() + ")";
        String sql = switch (protocol.action()) {
            case "raise" -> "SELECT rollup.raise_fence(" + source + ", ?::timestamptz, interval '30 s')::text";
            case "drain" -> "SELECT rollup.drain_fence(" + source + ")::text WHERE ?::timestamptz IS NOT NULL";
            case "forward" -> "SELECT row_count::text FROM rollup.refresh_forward(" + protocol.tier() + ", ?)";
            case "settle" ->
                "SELECT raw.settle(shard, NULL, 5)::text FROM generate_series(0, 3) AS shard WHERE ?::timestamptz IS NOT NULL";
            case "settle over" ->
                "SELECT raw.settle(shard, interval '10 minutes', 5)::text FROM generate_series(0, 3) AS shard"
                        + " WHERE ?::timestamptz IS NOT NULL";
            case "unpack" ->
                "SELECT raw.unpack(ARRAY(SELECT series_id FROM catalog.series), t - interval '1 day', t)::text"
                        + " FROM (SELECT ?::timestamptz AS t) AS now";
            case "pack" ->
                "SELECT rollup.pack(" + protocol.tier()
                        + ", shard, interval '0', ?, 5)::text FROM generate_series(0, 3) AS shard";
            case "profile" ->
                "SELECT f.row_count::text FROM rollup.profile AS p, rollup.profile_forward(p.tier_id, ?, interval '0') AS f";
            case "renew" ->
                "SELECT rollup.renew_profiles(p.tier_id, shard, ?, 3)::text FROM rollup.profile AS p, generate_series(0, 3) AS shard";
            case "floor" ->
                "SELECT rollup.raise_floor(" + (protocol.tier() - 1) + ", ?::timestamptz - interval '"
                        + KEPT.get(protocol.tier() - 1) + "', NULL, now())::text";
            case "remove" ->
                "SELECT concat(rollup.delete_expired(layer_id, 5), rollup.drop_expired(layer_id)) FROM rollup.floor WHERE ?::timestamptz IS NOT NULL";
            default ->
                "SELECT rollup.refresh_invalidated(" + protocol.tier()
                        + ", shard, ?, 2)::text FROM generate_series(0, 3) AS shard";
        };
        database.jdbc().sql(sql).param(now).query(String.class).list();
    }

    private static String body(List<Point> points) {
        return JSON.writeValueAsString(
                Map.of("points", points.stream().map(Replay::jsonPoint).toList()));
    }

    private static Map<String, Object> jsonPoint(Point point) {
        Map<String, Object> json = sessionPoint(point);
        if (point.key() != null) {
            json.put("key", point.key());
        }
        return json;
    }

    private static Map<String, Object> sessionPoint(Point point) {
        return new HashMap<>(Map.of(
                "series", point.metric(),
                "time", Answers.time(point.micros()),
                "value", point.value(),
                "tags", Map.of("host", point.host())));
    }

    /** 0 without a key, else its 63-bit hash among the negative numbers. */
    private static long source(Point point) {
        return point.key() == null ? 0 : hash(point.key());
    }

    private static long hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ~(ByteBuffer.wrap(digest).getLong() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UUID sessionId(int session) {
        return new UUID(0x4000L, 0x8000000000000000L + session);
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        varve.close();
        database.close();
    }
}
