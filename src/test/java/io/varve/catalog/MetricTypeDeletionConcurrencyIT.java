package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.DatabaseExtension;
import io.varve.support.RawLog;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A metric type is deleted while points of it are written, one step at a time. */
@ExtendWith(DatabaseExtension.class)
class MetricTypeDeletionConcurrencyIT {

    private static final SeriesKey KEY = new SeriesKey("contested", new TreeMap<>(), null, "value");

    private final TestDatabase database;
    private final CatalogOn catalog;

    MetricTypeDeletionConcurrencyIT(TestDatabase database) {
        this.database = database;
        this.catalog = new CatalogOn(database.dataSource());
    }

    @BeforeEach
    void partition() {
        database.jdbc()
                .sql("SELECT ops.ensure_partitions(ARRAY[timestamptz '2025-01-01 00:00Z'])")
                .query(Integer.class)
                .single();
        RawLog.clear(database.jdbc());
        catalog.series.refresh();
    }

    private ResolvedSeries resolve() {
        return catalog.series.resolve(List.of(KEY), List.of(ValueKind.NUMBER));
    }

    private String delete() {
        return database.jdbc()
                .sql("SELECT catalog.delete_metric_type('contested')")
                .query(String.class)
                .single();
    }

    private static void write(Statement statement, ResolvedSeries series) throws SQLException {
        statement.execute("SELECT raw.begin_write(" + series.epoch() + ")");
        statement.execute(
                "INSERT INTO raw.batch (series_group, generation, first_time, last_time, series, times, values)"
                        + " SELECT raw.series_group(s), 1, t, t, ARRAY[s], ARRAY[raw.micros_of(t)], ARRAY[1] FROM (SELECT "
                        + series.ids()[0] + " AS s, timestamptz '2025-01-01 00:00Z' AS t) AS p");
    }

    @Test
    void a_deletion_waits_for_the_write_under_way_and_then_sees_its_point() throws Exception {
        ResolvedSeries series = resolve();
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            write(statement, series);
            Future<String> deletion = Waiting.start(this::delete);
            Waiting.untilBlocked(database.jdbc(), 1, deletion);
            writer.commit();
            assertThat(deletion.get()).isEqualTo("has_points");
        }
    }

    @Test
    void a_deletion_goes_through_when_the_write_under_way_is_rolled_back() throws Exception {
        ResolvedSeries series = resolve();
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            write(statement, series);
            Future<String> deletion = Waiting.start(this::delete);
            Waiting.untilBlocked(database.jdbc(), 1, deletion);
            writer.rollback();
            assertThat(deletion.get()).isEqualTo("deleted");
        }
    }

    @Test
    void a_write_with_ids_from_before_the_deletion_is_refused_and_then_resolved_anew() throws Exception {
        ResolvedSeries series = resolve();
        assertThat(delete()).isEqualTo("deleted");
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            assertThatThrownBy(() -> write(statement, series))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("VA001"));
            writer.rollback();
            catalog.series.refresh();
            ResolvedSeries again = resolve();
            assertThat(again.ids()[0]).isGreaterThan(series.ids()[0]);
            write(statement, again);
            writer.commit();
        }
        assertThat(delete()).isEqualTo("has_points");
    }

    @Test
    void a_write_that_begins_during_the_deletion_waits_and_is_refused() throws Exception {
        ResolvedSeries series = resolve();
        try (Connection deleter = database.dataSource().getConnection();
                Statement deletion = deleter.createStatement();
                Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            deleter.setAutoCommit(false);
            writer.setAutoCommit(false);
            deletion.execute("SELECT catalog.delete_metric_type('contested')");
            Future<String> write = Waiting.start(() -> {
                try {
                    write(statement, series);
                    return "written";
                } catch (SQLException e) {
                    return String.valueOf(e.getSQLState());
                }
            });
            Waiting.untilBlocked(database.jdbc(), 1, write);
            deleter.commit();
            assertThat(write.get()).isEqualTo("VA001");
        }
    }

    @Test
    void series_cannot_be_made_for_a_metric_type_while_it_is_deleted() throws Exception {
        resolve();
        try (Connection deleter = database.dataSource().getConnection();
                Statement deletion = deleter.createStatement()) {
            deleter.setAutoCommit(false);
            deletion.execute("SELECT catalog.delete_metric_type('contested')");
            SeriesKey other = new SeriesKey("contested", new TreeMap<>(), null, "other");
            Future<ResolvedSeries> creation =
                    Waiting.start(() -> catalog.series.resolve(List.of(other), List.of(ValueKind.NUMBER)));
            Waiting.untilBlocked(database.jdbc(), 1, creation);
            deleter.commit();
            long epoch = database.jdbc()
                    .sql("SELECT epoch FROM catalog.epoch")
                    .query(Long.class)
                    .single();
            assertThat(creation.get().epoch()).isEqualTo(epoch);
            assertThat(catalog.series.current().ofMetric("contested"))
                    .extracting(Series::key)
                    .containsExactly(other);
        }
    }

    @Test
    void a_metric_type_with_points_is_refused_without_waiting_for_writers() throws Exception {
        ResolvedSeries series = resolve();
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            write(statement, series);
            writer.commit();
            statement.execute("SELECT raw.begin_write(" + series.epoch() + ")");
            assertThat(Waiting.start(this::delete).get(20, TimeUnit.SECONDS)).isEqualTo("has_points");
            writer.rollback();
        }
    }
}
