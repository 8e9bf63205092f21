package io.varve.settle;

import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps of settling, each method one transaction of its own on the jobs pool. */
@Repository
class SettleRepository {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    SettleRepository(
            @Qualifier("jobsJdbc") JdbcClient jdbc, @Qualifier("jobsTransactions") TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    int shardCount() {
        return jdbc.sql("SELECT rollup.shard_count()").query(Integer.class).single();
    }

    /** Settles up to {@code limit} rows of the log; returns how many, 0 also when another instance is at the shard. */
    int settle(int shard, int keep, int limit) {
        return inTransaction("SELECT raw.settle(?, ?, ?)", shard, keep, limit);
    }

    /** Makes the partitions that the points of the log belong into; returns how many it made. */
    int ensurePartitions() {
        return inTransaction("SELECT raw.ensure_chunk_partitions()");
    }

    private int inTransaction(String sql, Object... parameters) {
        return Objects.requireNonNull(transactions.execute(
                status -> jdbc.sql(sql).params(parameters).query(Integer.class).single()));
    }
}
