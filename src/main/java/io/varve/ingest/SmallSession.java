package io.varve.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request of one session with few points, ready to be written.
 *
 * @param epoch of the catalogue, at which the points were checked and their series looked up
 * @param user whose session it is, as the request says
 * @param start when it began, in microseconds; null if the request does not say
 * @param points sorted by (series, time), each once; their sources mean nothing
 */
record SmallSession(
        long epoch, UUID id, @Nullable UUID user, @Nullable Long start, PointBlock points) {

    static final int MAX_POINTS = 1_000;

    private static final int MAX_GROUP = 64;

    /** Whether it can be written in one statement with others: a statement names no session twice and is short. */
    boolean fits(List<SmallSession> others) {
        return others.size() < MAX_GROUP
                && others.stream().mapToInt(other -> other.points.size).sum() + points.size <= MAX_POINTS
                && others.stream().noneMatch(other -> other.id.equals(id));
    }

    /** The points of all of them, one session after the other; the source is the session's number, from 1. */
    static PointBlock points(List<SmallSession> sessions) {
        PointBlock all = new PointBlock(16);
        for (int i = 0; i < sessions.size(); i++) {
            PointBlock points = sessions.get(i).points;
            all.addAll(points, 0, points.size);
            Arrays.fill(all.source, all.size - points.size, all.size, i + 1);
        }
        return all;
    }
}
