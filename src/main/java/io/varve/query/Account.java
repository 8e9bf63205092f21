package io.varve.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a request asked, and what its statements took. Of the thread that answers it. */
final class Account {

    private final long begunNanos = System.nanoTime();
    private final List<String> asked = new ArrayList<>();
    private final Set<String> tiers = new LinkedHashSet<>();
    private QueryStatement.@Nullable Prepared longest;
    private long longestNanos = -1;
    private long databaseNanos;
    private int statements;

    /** One of the queries of a body, as a query string would have it. */
    void asked(String query) {
        asked.add(query);
    }

    void served(List<Segment> segments) {
        segments.forEach(segment -> tiers.add(segment.resolution()));
    }

    <T> T timed(QueryStatement.Prepared statement, Supplier<T> work) {
        long begun = System.nanoTime();
        try {
            return work.get();
        } finally {
            long took = System.nanoTime() - begun;
            statements++;
            databaseNanos += took;
            if (took > longestNanos) {
                longest = statement;
                longestNanos = took;
            }
        }
    }

    Duration taken() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    double databaseSeconds() {
        return databaseNanos / 1e9;
    }

    int statements() {
        return statements;
    }

    /** Those that served it, in the order they first did. */
    List<String> tiers() {
        return List.copyOf(tiers);
    }

    /** The queries of a body, a line each; empty where there is none. */
    String body() {
        return String.join("\n", asked);
    }

    /** The statement that took longest; null if none was sent. */
    QueryStatement.@Nullable Prepared longest() {
        return longest;
    }
}
