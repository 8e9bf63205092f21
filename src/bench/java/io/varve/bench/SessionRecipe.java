package io.varve.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The stress recipe of a public session store: sessions of one user, 1 to 12 hours apart from 96 weeks ago on, ten points
 * each within the hour after, of three kinds.
 */
final class SessionRecipe {

    static final UUID USER = new UUID(0x76617276654d4000L, 0x8000000000000001L);
    private static final int POINTS = 10;

    /** A session; {@code values} is one map of leaves per point, named like {@code session.urine.color|r}. */
    record Session(UUID id, Instant start, List<Instant> times, List<SortedMap<String, Double>> values) {

        String body() {
            StringBuilder body =
                    new StringBuilder("{\"user_id\":\"%s\",\"session_id\":\"%s\",\"start_ts\":\"%s\",\"data\":["
                            .formatted(USER, id, start));
            for (int i = 0; i < times.size(); i++) {
                body.append(i == 0 ? "" : ",").append(point(times.get(i), values.get(i)));
            }
            return body.append("]}").toString();
        }

        private static String point(Instant time, SortedMap<String, Double> leaves) {
            StringBuilder value = new StringBuilder();
            for (Map.Entry<String, Double> leaf : leaves.entrySet()) {
                String field = leaf.getKey().replaceFirst(".*\\|", "");
                value.append("%s\"%s\":%s".formatted(value.isEmpty() ? "" : ",", field, leaf.getValue()));
            }
            String series = leaves.firstKey().replaceFirst("\\|.*", "");
            return "{\"series\":\"%s\",\"time\":\"%s\",\"value\":{%s}}".formatted(series, time, value);
        }
    }

    private final Random random;
    private Instant time;

    SessionRecipe(long seed, Instant now) {
        random = new Random(seed);
        time = now.minus(Duration.ofDays(96 * 7));
    }

    List<Session> sessions(int count) {
        List<Session> sessions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            time = time.plus(Duration.ofHours(1 + random.nextInt(12)));
            List<Instant> times = new ArrayList<>();
            List<SortedMap<String, Double>> values = new ArrayList<>();
            for (int point = 0; point < POINTS; point++) {
                times.add(time.plus(Duration.ofMinutes(1 + random.nextInt(60))));
                values.add(value());
            }
            sessions.add(new Session(new UUID(random.nextLong(), random.nextLong()), time, times, values));
        }
        return sessions;
    }

    private SortedMap<String, Double> value() {
        SortedMap<String, Double> leaves = new TreeMap<>();
        switch (random.nextInt(3)) {
            case 0 -> leaves.put("session.gut_health_score|value", random.nextDouble() * 100);
            case 1 ->
                List.of("r", "g", "b")
                        .forEach(component ->
                                leaves.put("session.urine.color|" + component, (double) random.nextInt(256)));
            default -> leaves.put("session.urine.night_count|value", (double) random.nextInt(3));
        }
        return leaves;
    }
}
