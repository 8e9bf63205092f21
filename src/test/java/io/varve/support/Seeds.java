package io.varve.support;

import java.util.stream.LongStream;

/**
 * Seeds of random histories: {@code -Dvarve.property.seeds=100} plays so many, {@code -Dvarve.property.seed=7} replays one.
 */
public final class Seeds {

    private Seeds() {}

    /** So many, unless told otherwise. */
    public static LongStream first(long number) {
        Long one = Long.getLong("varve.property.seed");
        return one != null
                ? LongStream.of(one)
                : LongStream.rangeClosed(1, Long.getLong("varve.property.seeds", number));
    }
}
