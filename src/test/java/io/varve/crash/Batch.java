package io.varve.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;

/** What one request writes: points whose series and times nobody else uses. It is stored as a whole or not at all. */
final class Batch {

    private static final JsonMapper JSON = new JsonMapper();

    record Written(String series, long micros, double value) {

        /** A tag, by which points of one name are of two series. */
        String half() {
            return micros / 1000 % 2 == 0 ? "even" : "odd";
        }
    }

    final List<Written> points;

    /** Done when it is known what became of the batch. */
    final CompletableFuture<Boolean> known = new CompletableFuture<>();

    private final boolean asSession;
    private final UUID session;

    /** When it was sent, and when its 2xx had come, in ticks of the {@link Ledger}. */
    final long sent;

    volatile long acknowledged = Long.MAX_VALUE;

    Batch(long sent, List<Written> points, boolean asSession) {
        this.sent = sent;
        this.points = points;
        this.asSession = asSession;
        this.session = new UUID(points.get(0).micros(), sent);
    }

    boolean isKnown() {
        return known.isDone();
    }

    String path() {
        return asSession ? "/api/sessions" : "/api/points";
    }

    String body() {
        List<Map<String, Object>> list = new ArrayList<>();
        points.forEach(point -> list.add(Map.of(
                "series", point.series(),
                "tags", Map.of("half", point.half()),
                "time", Questions.time(point.micros()),
                "value", point.value())));
        return JSON.writeValueAsString(
                asSession
                        ? Map.of("user_id", new UUID(0, 1).toString(), "session_id", session.toString(), "data", list)
                        : Map.of("points", list));
    }
}
