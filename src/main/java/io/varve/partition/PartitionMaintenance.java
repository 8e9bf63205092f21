package io.varve.partition;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes partitions before they are needed and keeps their statistics fresh, so that bulk loads are planned for. */
@Component
public class PartitionMaintenance {

    private static final Logger log = LoggerFactory.getLogger(PartitionMaintenance.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final PartitionProperties properties;

    PartitionMaintenance(
            @Qualifier("jobsJdbc") JdbcClient jdbc,
            @Qualifier("jobsTransactions") TransactionTemplate transactions,
            InstantSource clock,
            PartitionProperties properties) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.properties = properties;
    }

    /** Returns how many partitions were made. */
    public int makeAhead() {
        int created = jdbc.sql("SELECT ops.ensure_partitions_ahead(?)")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
        if (created > 0) {
            log.info("Made {} partitions ahead of time", created);
        }
        return created;
    }

    /** Returns what was analyzed: quoted names of partitions and partitioned tables. */
    public List<String> analyze() {
        return analyze(toAnalyze());
    }

    /** Returns what was analyzed: not all if another instance is at it too. */
    List<String> analyze(List<String> relations) {
        return relations.stream().takeWhile(this::analyze).toList();
    }

    /** What has changed enough to be analyzed. */
    List<String> toAnalyze() {
        Instant now = clock.instant();
        return jdbc.sql("SELECT relation FROM ops.relations_to_analyze(?, ?, ?, ?::interval)")
                .params(
                        now.atOffset(ZoneOffset.UTC),
                        properties.analyzeMinRows(),
                        properties.analyzeMinFraction(),
                        properties.analyzeTableEvery().toString())
                .query(String.class)
                .list();
    }

    /** False if another instance is at it: the rest is left to that one. */
    private boolean analyze(String relation) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(rollup.lock_key(5, 0, 1))")
                    .query(Boolean.class)
                    .single();
            if (alone) {
                jdbc.sql("SELECT ops.analyze(?::regclass)").param(relation).query(row -> {});
                log.info("Analyzed {}", relation);
            }
            return alone;
        }));
    }
}
