package io.varve.model;

/**
 * What a bucket holds, as a number, so that a partial can be compared and added to: whether the old point is in it, who wrote
 * the contested point last (0 for nobody), and how often each writer's point was merged below the floor.
 */
final class Content {

    static final int EMPTY = 0;
    /** The point that was there before anybody wrote. */
    static final int OLD_POINT = 1;

    private Content() {}

    /** The old point, if it is there, and the contested one as the writer wrote it, 1 or 2; 0 for nobody. */
    static int of(boolean oldPoint, int writer) {
        return (oldPoint ? OLD_POINT : EMPTY) | writer << 1;
    }

    static String describe(int content) {
        return "{old point: %d, contested point: %s, late: %d and %d}"
                .formatted(content & 1, content >> 1 & 3, content >> 3 & 3, content >> 5 & 3);
    }

    static int withWriter(int content, int writer) {
        return content & ~0b110 | writer << 1;
    }

    /** With the late point of writer 1 or 2 once more. */
    static int plusLate(int content, int writer) {
        return content + (1 << (1 + 2 * writer));
    }
}
