package io.varve.exactness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * The stress recipe of a public session store, with a seed: sessions of one user, 1 to 12 hours apart from 96 weeks ago on,
 * ten points each within the hour after, of three kinds. 25,000 of them reach some 17 years into the future.
 */
final class StressRecipe {

    static final UUID USER = UUID.fromString("d38834e0-fe46-4bf9-831d-1d5b125bdc9b");
    static final String COLOR = "session.urine.color";
    static final String SCORE = "session.gut_health_score";
    static final String NIGHTS = "session.urine.night_count";
    private static final List<String> METRICS = List.of(SCORE, COLOR, NIGHTS);

    /** A point; {@code value} has the member {@code value}, or {@code r}, {@code g} and {@code b}. */
    record Point(String metric, Instant time, Map<String, Double> value) {}

    record Session(UUID id, Instant start, List<Point> points) {}

    private final Random random;
    private Instant time;

    StressRecipe(long seed, Instant now) {
        this.random = new Random(seed);
        this.time = now.minus(Duration.ofDays(96 * 7));
    }

    List<Session> sessions(int count, int pointsEach) {
        List<Session> sessions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            time = time.plus(Duration.ofHours(1 + random.nextInt(12)));
            List<Point> points = new ArrayList<>(pointsEach);
            for (int j = 0; j < pointsEach; j++) {
                points.add(point());
            }
            sessions.add(new Session(new UUID(random.nextLong(), random.nextLong()), time, points));
        }
        return sessions;
    }

    private Point point() {
        String metric = METRICS.get(random.nextInt(METRICS.size()));
        Instant at = time.plus(Duration.ofMinutes(1 + random.nextInt(60)));
        return switch (metric) {
            case COLOR -> new Point(metric, at, color());
            case SCORE -> new Point(metric, at, Map.of("value", random.nextDouble() * 100));
            default -> new Point(metric, at, Map.of("value", (double) random.nextInt(3)));
        };
    }

    private Map<String, Double> color() {
        Map<String, Double> color = new LinkedHashMap<>();
        List.of("r", "g", "b").forEach(component -> color.put(component, (double) random.nextInt(256)));
        return color;
    }
}
