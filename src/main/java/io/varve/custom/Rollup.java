package io.varve.custom;

import io.varve.rollup.Tier;
import io.varve.timeseries.TimeRange;
import java.util.List;

/**
 * A custom rollup as queries need it.
 *
 * @param tier what it is like: its name, table, width and source, with an id that no tier has
 * @param bySession whether its rows are of sessions, and folded from points
 * @param begins epoch micros: buckets that start before are not there; {@link Long#MIN_VALUE} if all are
 * @param position epoch micros: every bucket between that and this is made; {@link Long#MIN_VALUE} before the first
 * @param generation changes with its members
 * @param members as of that generation
 * @param pending where its log has entries, widened to whole buckets, in order of time
 */
public record Rollup(
        int id,
        Tier tier,
        boolean bySession,
        long begins,
        long position,
        long generation,
        Members members,
        List<TimeRange> pending) {}
