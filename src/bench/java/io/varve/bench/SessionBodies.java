package io.varve.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Bodies of POST /api/sessions after a public stress recipe: sessions of one user, 1 to 12 hours apart from 96 weeks ago
 * on, ten points each within the hour after, of three kinds.
 */
final class SessionBodies {

    private static final int POINTS = 10;

    private final Random random = new Random(20261121);
    private final UUID user = new UUID(random.nextLong(), random.nextLong());
    private Instant time;

    SessionBodies(Instant now) {
        time = now.minus(Duration.ofDays(96 * 7));
    }

    List<byte[]> next(int count) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bodies.add(session().getBytes(StandardCharsets.US_ASCII));
        }
        return bodies;
    }

    private String session() {
        time = time.plus(Duration.ofHours(1 + random.nextInt(12)));
        StringBuilder body =
                new StringBuilder("{\"user_id\":\"%s\",\"session_id\":\"%s\",\"start_ts\":\"%s\",\"data\":["
                        .formatted(user, new UUID(random.nextLong(), random.nextLong()), time));
        for (int i = 0; i < POINTS; i++) {
            body.append(i == 0 ? "" : ",").append(point());
        }
        return body.append("]}").toString();
    }

    private String point() {
        Instant at = time.plus(Duration.ofMinutes(1 + random.nextInt(60)));
        return switch (random.nextInt(3)) {
            case 0 -> point("session.gut_health_score", at, String.valueOf(random.nextDouble() * 100));
            case 1 -> point("session.urine.color", at, color());
            default -> point("session.urine.night_count", at, String.valueOf(random.nextInt(3)));
        };
    }

    private String color() {
        return "{\"r\":%d,\"g\":%d,\"b\":%d}".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static String point(String series, Instant time, String value) {
        return "{\"series\":\"%s\",\"time\":\"%s\",\"value\":%s}".formatted(series, time, value);
    }
}
