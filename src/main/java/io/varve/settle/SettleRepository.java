package io.varve.settle;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The steps of settling on the jobs pool, each a single statement and so a transaction of its own. */
@Repository
class SettleRepository {

    private final JdbcClient jdbc;

    SettleRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    int shardCount() {
        return jdbc.sql("SELECT rollup.shard_count()").query(Integer.class).single();
    }

    /** Settles up to {@code limit} rows of the log, of hours that ended {@code keep} ago; returns how many, 0 also when another instance is at the shard. */
    int settle(int shard, Duration keep, int limit) {
        return number("SELECT raw.settle(?, ? * interval '1 millisecond', ?)", shard, keep.toMillis(), limit);
    }

    /** Makes the partitions that the points of the log belong into; returns how many it made. */
    int ensurePartitions() {
        return number("SELECT raw.ensure_chunk_partitions()");
    }

    private int number(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query(Integer.class).single();
    }
}
