package io.varve.bench;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;

/** Folds the whole log of written points into chunks, by the SQL functions the service's schedule calls. */
final class Settling {

    private static final int ROWS = 2000;

    private Settling() {}

    /** Everything written before; how many seconds it took. */
    static double run(Database database, Instant now) {
        if (database.one(String.class, "SELECT to_regproc('raw.settle')::text") == null) {
            return 0;
        }
        // Writers of a generation can only be known to have ended once the next one has begun.
        database.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        database.one(
                Boolean.class,
                String.format(Locale.ROOT, "SELECT rollup.raise_fence(0, '%s+00', interval '0')", Timestamp.from(now)));
        database.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        long start = System.nanoTime();
        int shards = database.one(Integer.class, "SELECT rollup.shard_count()");
        for (int shard = 0; shard < shards; shard++) {
            String settle = "SELECT raw.settle(%d, 0, %d)".formatted(shard, ROWS);
            int rows = ROWS;
            while (rows > 0) {
                rows = database.one(Integer.class, settle);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
