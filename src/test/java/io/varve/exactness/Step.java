package io.varve.exactness;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a history. All times are fixed when the history is made, so that any part of it can be replayed. */
public sealed interface Step {

    /** A point of series {@code metric|host}; {@code key} distinguishes points of one instant. */
    record Point(
            String metric,
            String host,
            long micros,
            @Nullable String key,
            double value) {
        String series() {
            return metric + "|" + host;
        }
    }

    record Post(List<Point> points) implements Step {}

    record PostSession(int session, List<Point> points) implements Step {}

    record DeleteSession(int session) implements Step {}

    record DeletePoints(String metric, long from, long to) implements Step {}

    /** A whole round of refreshing at the time. */
    record Refresh(long now) implements Step {}

    /** A single step of the protocol for one tier, in whatever order chance has it. */
    record Protocol(String action, int tier, long now) implements Step {}

    record Ask(String metric, String interval, long from, long to) implements Step {}
}
