package io.varve.query;

import static io.varve.query.Fixture.micros;

import io.varve.catalog.ValueKind;
import io.varve.query.Fixture.Point;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A few points of every kind of series, for tests that ask about {@link #NOW}. */
final class SampleSeries {

    static final String NOW = "2025-03-10T12:00:00Z";
    static final UUID ANNA = UUID.fromString("d38834e0-fe46-4bf9-831d-1d5b125bdc9b");
    static final UUID BEN = UUID.fromString("0a8834e0-fe46-4bf9-831d-1d5b125bdc9b");
    static final UUID SESSION = UUID.fromString("11111111-fe46-4bf9-831d-1d5b125bdc9b");

    private SampleSeries() {}

    static void store(Fixture fixture) {
        int score = fixture.series("session.score");
        fixture.point(score, "2025-03-04T00:00:00Z", 1);
        fixture.point(score, "2025-03-04T10:00:00Z", 4);
        fixture.point(score, "2025-03-05T00:00:00Z", 10);
        fixture.point(score, "2025-02-20T00:00:00Z", 1000);
        for (int i = 0; i < 3; i++) {
            String field = List.of("r", "g", "b").get(i);
            int color = fixture.series("session.urine.color", Map.of(), null, field, ValueKind.NUMBER);
            fixture.point(color, "2025-03-04T01:00:00Z", 100 + i + 0.25);
            fixture.point(color, "2025-03-04T02:00:00Z", 101 + i + 0.25);
        }
        cpu(fixture, "a", "eu", ANNA, 1);
        cpu(fixture, "a", "us", ANNA, 2);
        cpu(fixture, "b", "eu", BEN, 4);
        int open = fixture.series("door.open", Map.of(), null, "value", ValueKind.BOOLEAN);
        fixture.point(open, "2025-03-04T00:00:00Z", 0);
        fixture.point(open, "2025-03-04T01:00:00Z", 1);
        int note = fixture.series("session.note", Map.of(), null, "value", ValueKind.TEXT);
        fixture.point(note, "2025-03-04T00:00:00Z", fixture.text("früh"));
        fixture.point(note, "2025-03-04T05:00:00Z", fixture.text("spät"));
        fixture.session(
                SESSION,
                77,
                List.of(
                        new Point(score, micros("2025-03-06T00:00:00Z"), 77, 50),
                        new Point(score, micros("2025-03-06T01:00:00Z"), 77, 52)));
    }

    private static void cpu(Fixture fixture, String host, String region, UUID user, double value) {
        int cpu = fixture.series("cpu", Map.of("host", host, "region", region), user, "value", ValueKind.NUMBER);
        fixture.point(cpu, "2025-03-07T00:00:00Z", value);
        fixture.point(cpu, "2025-03-07T00:30:00Z", value * 10);
    }
}
