package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Statements that name partitions, so that their plans are kept, and what becomes of the partitions meanwhile. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptPlanIT {

    private static final String[] TWO_DAYS = {
        "series=m", "interval=1h", "agg_func=count", "start_time=2024-01-31T00:00:00Z", "end_time=2024-02-02T00:00:00Z"
    };

    private final RunningVarve varve;
    private final Fixture fixture;

    KeptPlanIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2024-03-01T00:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    /** A point in each of 48 hours, of which the last is in February, all of them settled. */
    @BeforeAll
    void points() {
        int series = fixture.series("m");
        for (int hour = 0; hour < 48; hour++) {
            fixture.point(series, micros("2024-01-31T00:30:00Z") + hour * 3600 * Micros.SECOND, 0, 1);
        }
        RawLog.settle(fixture.jdbc);
    }

    @BeforeEach
    void lookAtPartitions() {
        varve.bean(KnownPartitions.class).current();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void few_series_in_few_partitions_are_read_by_name() {
        JsonNode explained = fixture.explain(TWO_DAYS);
        assertThat(explained.get("plan_kept").asBoolean()).isTrue();
        assertThat(explained.get("sql").asString())
                .contains("raw.chunk_p20240101")
                .contains("raw.chunk_p20240201")
                .doesNotContain("FROM raw.chunk AS");
        assertThat(count()).isEqualTo(48);
    }

    @Test
    void a_range_without_partitions_is_read_through_the_tables() {
        assertThat(fixture.explain("series=m", "interval=1h", "start_time=1950-01-01", "end_time=1950-01-02")
                        .get("plan_kept")
                        .asBoolean())
                .isFalse();
    }

    /** The same plan for other times, and the setting is gone with the statement. */
    @Test
    void the_plan_is_made_once() throws SQLException {
        try (Connection connection =
                varve.bean("queryDataSource", DataSource.class).getConnection()) {
            SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
            QueryRepository repository = new QueryRepository(
                    one,
                    varve.bean(TransactionTemplate.class),
                    varve.bean(QueryProperties.class),
                    varve.bean(RunningQueries.class));
            for (int i = 0; i < 10; i++) {
                PreparedQuery prepared = varve.bean(Timeseries.class).prepare(until("2024-02-01T1" + i + ":00:00Z"));
                QueryStatement statement = varve.bean(Timeseries.class)
                        .statements(prepared, PendingHull.NONE)
                        .get(0);
                assertThat(statement.keepsPlan()).isTrue();
                assertThat(repository.read(statement, prepared.reader()).rows()).isNotEmpty();
            }
            JdbcClient jdbc = JdbcClient.create(one);
            assertThat(jdbc.sql(
                                    "SELECT generic_plans > 0 AND custom_plans = 0 FROM pg_prepared_statements WHERE statement LIKE '%chunk_p2024%'")
                            .query(Boolean.class)
                            .list())
                    .containsExactly(true);
            assertThat(jdbc.sql("SHOW plan_cache_mode").query(String.class).single())
                    .isEqualTo("force_custom_plan");
        }
    }

    @Test
    void a_partition_that_is_taken_out_is_not_read_any_more_and_read_again_when_it_is_back() {
        assertThat(count()).isEqualTo(48);
        fixture.jdbc
                .sql("ALTER TABLE raw.chunk DETACH PARTITION raw.chunk_p20240201")
                .update();
        assertThat(count()).isEqualTo(24);
        attach("2024-02-01 00:00Z", "2024-03-01 00:00Z", "chunk_p20240201");
        assertThat(count()).isEqualTo(48);
    }

    /** The name is still there, but not all of the range: the other half is in a partition nobody knew. */
    @Test
    void a_partition_that_is_put_back_for_less_does_not_hide_another_one() {
        assertThat(count()).isEqualTo(48);
        String noon = "2024-02-01 12:00Z";
        fixture.jdbc
                .sql("ALTER TABLE raw.chunk DETACH PARTITION raw.chunk_p20240201")
                .update();
        fixture.jdbc
                .sql("CREATE TABLE raw.chunk_rest (LIKE raw.chunk INCLUDING ALL)")
                .update();
        fixture.jdbc
                .sql("WITH gone AS (DELETE FROM raw.chunk_p20240201 WHERE hour >= '" + noon
                        + "' RETURNING *) INSERT INTO raw.chunk_rest SELECT * FROM gone")
                .update();
        attach("2024-02-01 00:00Z", noon, "chunk_p20240201");
        attach(noon, "2024-03-01 00:00Z", "chunk_rest");
        assertThat(count()).isEqualTo(48);
    }

    @Test
    void a_partition_that_was_dropped_does_not_fail_a_query() {
        PartitionList before = varve.bean(KnownPartitions.class).known();
        fixture.jdbc
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2023-06-01 00:00Z'])")
                .query(Integer.class)
                .single();
        varve.bean(KnownPartitions.class).current();
        String[] june = {"series=m", "interval=1h", "start_time=2023-06-02", "end_time=2023-06-03"};
        assertThat(fixture.explain(june).get("plan_kept").asBoolean()).isTrue();
        fixture.jdbc.sql("DROP TABLE raw.chunk_p20230601").update();
        assertThat(fixture.ask(june).get("results")).hasSize(0);
        assertThat(chunks(varve.bean(KnownPartitions.class).known())).isEqualTo(chunks(before));
    }

    private static List<Partition> chunks(PartitionList partitions) {
        return partitions.tables().stream()
                .filter(table -> table.getKey().equals("raw.chunk"))
                .flatMap(table -> table.getValue().partitions().stream())
                .toList();
    }

    private void attach(String from, String to, String partition) {
        fixture.jdbc
                .sql("ALTER TABLE raw.chunk ATTACH PARTITION raw.%s FOR VALUES FROM ('%s') TO ('%s')"
                        .formatted(partition, from, to))
                .update();
    }

    private long count() {
        long count = 0;
        for (JsonNode row : fixture.ask(TWO_DAYS).get("results")) {
            count += row.get("value").asLong();
        }
        return count;
    }

    private TimeseriesQuery until(String end) {
        return fixture.counts(new TimeRange(micros("2024-01-31T00:00:00Z"), micros(end)), "1h");
    }

    private static long micros(String text) {
        return Micros.of(Instant.parse(text));
    }
}
