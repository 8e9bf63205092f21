package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(DatabaseExtension.class)
class PartitionsIT {

    private final TestDatabase database;
    private final PartitionSql sql;
    private final Partitions partitions;

    PartitionsIT(TestDatabase database) {
        this.database = database;
        this.sql = new PartitionSql(database.jdbc());
        this.partitions = new Partitions(database.jdbc());
    }

    @Test
    void points_get_their_partitions_whatever_their_order_and_century() {
        partitions.ensure(micros(
                "1969-12-31T23:59:59.999999Z",
                "1900-01-01T00:00:00Z",
                "2100-02-28T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "1969-12-01T00:00:00Z",
                "2100-03-01T00:00:00Z"));

        assertThat(sql.partitionsOf("raw.chunk"))
                .extracting(partition -> partition.substring(0, partition.indexOf(' ')))
                .contains(
                        "chunk_p19000101", "chunk_p19691201", "chunk_p19700101", "chunk_p21000201", "chunk_p21000301");
    }

    @Test
    void more_months_than_one_transaction_takes_are_all_made() {
        long[] years = IntStream.range(0, 120)
                .mapToLong(month -> Micros.of(OffsetDateTime.of(1930, 1, 15, 12, 0, 0, 0, ZoneOffset.UTC)
                        .plusMonths(month)
                        .toInstant()))
                .toArray();

        partitions.ensure(years);

        assertThat(sql.partitionsOf("raw.chunk"))
                .filteredOn(partition -> partition.startsWith("chunk_p193"))
                .hasSize(120);
    }

    @Test
    void a_month_is_asked_for_once_until_it_is_forgotten() {
        partitions.ensure(micros("1980-01-15T00:00:00Z"));
        database.jdbc().sql("DROP TABLE raw.chunk_p19800101").update();

        partitions.ensure(micros("1980-01-20T00:00:00Z"));
        assertThat(sql.partitionsOf("raw.chunk")).noneMatch(partition -> partition.startsWith("chunk_p1980"));

        partitions.forget();
        partitions.ensure(micros("1980-01-20T00:00:00Z"));
        assertThat(sql.partitionsOf("raw.chunk")).anyMatch(partition -> partition.startsWith("chunk_p19800101"));
    }

    @Test
    void a_time_out_of_range_is_refused_and_not_remembered() {
        assertThatThrownBy(() -> partitions.ensure(micros("2200-01-01T00:00:00Z")))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("1900-01-01");
        assertThatThrownBy(() -> partitions.ensure(micros("2200-01-01T00:00:00Z")))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void inside_a_transaction_it_refuses_because_a_rollback_would_make_its_memory_wrong() {
        TransactionTemplate transactions =
                new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));

        assertThatThrownBy(() ->
                        transactions.executeWithoutResult(status -> partitions.ensure(micros("1985-01-15T00:00:00Z"))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static long[] micros(String... times) {
        return Stream.of(times)
                .mapToLong(time -> Micros.of(Instant.parse(time)))
                .toArray();
    }
}
