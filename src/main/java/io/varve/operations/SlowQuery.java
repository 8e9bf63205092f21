package io.varve.operations;

import java.util.List;

/**
 * A request that took long, and what it did meanwhile.
 *
 * @param parameters the query string as it came, of a batch a line for each query
 * @param status HTTP status of the answer
 * @param seconds how long it took
 * @param databaseSeconds how long its statements took, reading their rows included
 * @param statements how many there were
 * @param tiers tiers, or raw, that served stretches of it
 */
public record SlowQuery(
        String path,
        String parameters,
        int status,
        double seconds,
        double databaseSeconds,
        int statements,
        List<String> tiers) {

    private static final int MOST_CHARACTERS = 4_000;

    public SlowQuery {
        tiers = List.copyOf(tiers);
        // PostgreSQL has no such character.
        parameters = parameters.replace('\0', '\uFFFD');
        if (parameters.length() > MOST_CHARACTERS) {
            parameters = parameters.substring(0, MOST_CHARACTERS);
        }
    }
}
