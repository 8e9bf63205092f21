package io.varve.bench;

import java.util.List;

/** The tables the service folds points into. */
final class Tiers {

    private Tiers() {}

    /** Quoted names of their tables, whatever each tier is kept in. */
    static List<String> tables(Database database) {
        return database.list("""
                SELECT format('%I.%I', n.nspname, c.relname)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN (SELECT schema_name, min(tier_id) AS finest FROM rollup.tier GROUP BY 1) t ON t.schema_name = n.nspname
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                ORDER BY t.finest, c.relname
                """);
    }

    /** Fails unless the tier of days has so many points: what was not done was not fast. */
    static void check(Database database, long points) {
        long found = database.one(Long.class, "SELECT coalesce(sum(point_count), 0)::bigint FROM platinum.rollup_1d");
        if (found != points) {
            throw new IllegalStateException("the tier of days has %d points, not %d".formatted(found, points));
        }
    }

    /** Fails unless every stored bucket is up to date. */
    static void checkSettled(Database database) {
        long pending = database.one(Long.class, "SELECT count(*) FROM rollup.invalidation");
        if (pending > 0) {
            throw new IllegalStateException(pending + " stretches are still out of date");
        }
    }
}
