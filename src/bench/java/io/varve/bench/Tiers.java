package io.varve.bench;

import java.util.List;

/** The tables the service folds points into. */
final class Tiers {

    private Tiers() {}

    /** Quoted names of the tiers' tables, finer before coarser. */
    static List<String> tables(Database database) {
        return database.list("SELECT format('%I.%I', schema_name, table_name) FROM rollup.tier ORDER BY tier_id");
    }

    /** Empties the tiers, so that the next refresh begins with the first point. */
    static void forget(Database database) {
        database.execute("TRUNCATE " + String.join(", ", tables(database)));
        database.execute("UPDATE rollup.watermark SET position = '-infinity'");
        database.execute("UPDATE rollup.fence SET position = '-infinity', drained_position = '-infinity'"
                + " WHERE layer_id > 0");
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
