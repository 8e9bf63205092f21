package io.varve.timeseries;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as microseconds since 1970-01-01T00:00:00Z, the resolution of PostgreSQL's timestamptz: what hot paths carry
 * instead of {@link Instant}.
 */
public final class Micros {

    public static final long SECOND = 1_000_000L;
    public static final long DAY = 86_400 * SECOND;

    private Micros() {}

    /** Rounds down to the microsecond, before 1970 too. */
    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), SECOND), Math.floorDiv((long) instant.getNano(), 1_000L));
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, SECOND), Math.floorMod(micros, SECOND) * 1_000L);
    }

    static LocalDate toDate(long micros) {
        return LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
    }
}
