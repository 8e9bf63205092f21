package io.varve.query;

import static io.varve.query.Fixture.micros;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.ValueKind;
import io.varve.custom.KnownRollups;
import io.varve.rollup.LayerFloors;
import io.varve.rollup.RefreshProperties;
import io.varve.rollup.Tiers;
import io.varve.support.CountingDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is committed between planning and the statement. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplanIT {

    private static final long DAY = micros("2024-02-01T00:00:00Z");

    private final RunningVarve varve;
    private final Fixture fixture;
    private int series;
    private int other;

    ReplanIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2024-03-01T00:00:00Z"));
        fixture = new Fixture(varve, database);
    }

    /** Three hours of February 1st with one point each, materialised as hours and days; all else past the watermark. */
    @BeforeAll
    void buckets() {
        series = fixture.series("m");
        other = fixture.series("other");
        for (int hour = 0; hour < 3; hour++) {
            fixture.point(series, hour(hour), 0, 1);
            insert("gold.rollup_1h", hour(hour), 1);
        }
        insert("platinum.rollup_1d", DAY, 3);
        for (String tier : List.of("1m", "5m", "1h", "1d")) {
            fixture.watermark(tier, DAY + Micros.DAY);
        }
    }

    private void insert(String table, long bucket, int points) {
        String at = SqlText.time(bucket);
        fixture.jdbc
                .sql("INSERT INTO %1$s VALUES (%2$d, %3$s, %4$d, %4$d, 0, 1, 1, %3$s, 0, 1, %3$s, 0, 1, now())"
                        .formatted(table, series, at, points))
                .update();
    }

    @BeforeEach
    void nothingPending() {
        fixture.jdbc.sql("TRUNCATE rollup.invalidation").update();
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void an_entry_that_the_plan_did_not_expect_asks_for_another_plan() {
        PreparedQuery prepared = prepared();
        assertThat(read(prepared, PendingHull.NONE).seen().replan()).isFalse();
        assertThat(count(read(prepared, PendingHull.NONE))).isEqualTo(3);

        fixture.invalidate(1, series, hour(1), hour(1) + 60 * Micros.SECOND);

        PendingHull minute = new PendingHull(new TimeRange(hour(1), hour(1) + 60 * Micros.SECOND));
        Page refused = read(prepared, PendingHull.NONE);
        assertThat(refused.seen().replan()).isTrue();
        assertThat(refused.seen().newest()).isEqualTo(other);
        assertThat(refused.seen().pending()).isEqualTo(minute);
        assertThat(refused.rows()).isEmpty();
        assertThat(varve.bean(Timeseries.class).pending(prepared)).isEqualTo(minute);
        assertThat(read(prepared, minute).seen().replan()).isFalse();
    }

    @Test
    void an_entry_outside_of_the_known_hull_asks_for_another_plan_and_one_inside_does_not() {
        fixture.invalidate(1, series, hour(1), hour(2));
        PreparedQuery prepared = prepared();
        PendingHull known = new PendingHull(new TimeRange(hour(1), hour(2)));
        fixture.invalidate(2, series, hour(1), hour(1) + 300 * Micros.SECOND);
        assertThat(read(prepared, known).seen().replan()).isFalse();
        fixture.invalidate(2, series, hour(0), hour(0) + 300 * Micros.SECOND);
        assertThat(read(prepared, known).seen().replan()).isTrue();
        assertThat(read(prepared, PendingHull.EVERYTHING).seen().replan()).isFalse();
    }

    @Test
    void entries_of_other_series_of_other_paths_and_of_other_times_do_not_matter() {
        PreparedQuery prepared = prepared();
        fixture.invalidate(1, other, hour(1), hour(2));
        fixture.invalidate(5, series, micros("2024-01-29T00:00:00Z"), micros("2024-02-05T00:00:00Z"));
        fixture.invalidate(4, series, DAY + Micros.DAY, DAY + 2 * Micros.DAY);
        assertThat(read(prepared, PendingHull.NONE).seen().replan()).isFalse();
    }

    @Test
    void a_watermark_that_has_moved_asks_for_another_plan_only_where_it_matters_and_only_if_asked_to() {
        PreparedQuery prepared = prepared();
        assertThat(readChecked(prepared).seen().replan()).isFalse();
        fixture.watermark("1h", DAY + 2 * Micros.DAY);
        assertThat(readChecked(prepared).seen().replan()).isFalse();
        fixture.watermark("1h", hour(23));
        assertThat(readChecked(prepared).seen().replan()).isTrue();
        assertThat(read(prepared, PendingHull.NONE).seen().replan()).isFalse();
        fixture.watermark("1h", DAY + Micros.DAY);
    }

    private Page readChecked(PreparedQuery prepared) {
        return varve.bean(QueryRepository.class)
                .read(prepared.statement(PendingHull.NONE, true, PartitionList.NONE), prepared.reader());
    }

    /** A query is planned with the watermarks of its own snapshot, also when those of the one before were others. */
    @Test
    void the_segments_are_those_of_the_watermarks_there_are() {
        Timeseries timeseries = timeseries(() -> {});
        assertThat(resolutions(timeseries.answer(query(), Fixture.IN_PAGE))).containsExactly("1d");
        fixture.watermark("1d", DAY);
        assertThat(resolutions(timeseries.answer(query(), Fixture.IN_PAGE))).containsExactly("1h");
        fixture.watermark("1d", DAY + Micros.DAY);
        assertThat(resolutions(timeseries.answer(query(), Fixture.IN_PAGE))).containsExactly("1d");
    }

    private static List<String> resolutions(Timeseries.Outcome outcome) {
        return outcome.prepared().plan().segments().stream()
                .map(Segment::resolution)
                .toList();
    }

    /** Every plan is followed by another entry, further out, and by a point behind it. */
    @Test
    void a_query_that_is_outrun_again_and_again_is_right_in_the_end() {
        int[] plans = {0};
        Timeseries outrun = timeseries(() -> {
            int hour = 10 - plans[0]++;
            fixture.point(series, hour(hour), 0, 1);
            fixture.invalidate(1, series, hour(hour), hour(hour) + 60 * Micros.SECOND);
        });
        Timeseries.Outcome outcome = outrun.answer(query(), Fixture.IN_PAGE);
        assertThat(plans[0]).isEqualTo(4);
        assertThat(count(outcome.page())).isEqualTo(7);
        fixture.jdbc
                .sql("DELETE FROM raw.batch WHERE first_time > " + SqlText.time(hour(3)))
                .update();
    }

    @Test
    void a_series_that_appears_after_the_catalogue_was_read_is_answered_too() {
        boolean[] done = {false};
        Timeseries overtaken = timeseries(() -> {
            if (!done[0]) {
                done[0] = true;
                fixture.series("n");
                int late = fixture.series("m", Map.of("late", "yes"), null, "value", ValueKind.NUMBER);
                fixture.point(late, hour(5), 0, 1);
                fixture.invalidate(1, late, hour(5), hour(5) + 60 * Micros.SECOND);
            }
        });
        assertThat(count(overtaken.answer(query(), Fixture.IN_PAGE).page())).isEqualTo(4);
        fixture.jdbc
                .sql("DELETE FROM raw.batch WHERE first_time > " + SqlText.time(hour(3)))
                .update();
    }

    /** QRY33: one statement, for a hundred series as for one, and two more for whatever has changed since the last. */
    @Test
    void a_query_takes_one_statement_whatever_it_is_about() {
        CountingDataSource counting = new CountingDataSource(varve.bean("queryDataSource", DataSource.class));
        Timeseries counted = timeseries(counting, () -> {});
        counted.answer(query(), Fixture.IN_PAGE);
        assertThat(counting.statementsOf(() -> counted.answer(query(), Fixture.IN_PAGE)))
                .isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            fixture.series("m", Map.of("host", "h" + i), null, "value", ValueKind.NUMBER);
        }
        assertThat(counting.statementsOf(() -> counted.answer(query(), Fixture.IN_PAGE)))
                .isEqualTo(2);
        assertThat(counting.statementsOf(() -> counted.answer(query(), Fixture.IN_PAGE)))
                .isEqualTo(1);
        fixture.invalidate(1, series, hour(1), hour(2));
        assertThat(counting.statementsOf(() -> counted.answer(query(), Fixture.IN_PAGE)))
                .isEqualTo(3);
        fixture.watermark("1d", DAY);
        assertThat(counting.statementsOf(() -> counted.answer(query(), Fixture.IN_PAGE)))
                .isEqualTo(3);
        fixture.watermark("1d", DAY + Micros.DAY);
    }

    /** Dashboards ask until now, where nothing can be closed: that is not asked for again and again. */
    @Test
    void whether_an_answer_may_be_kept_is_only_looked_for_where_watermarks_may_be() {
        CountingDataSource counting = new CountingDataSource(varve.bean("queryDataSource", DataSource.class));
        Tiers tiers = new Tiers(JdbcClient.create(counting));
        tiers.current();
        Validators validators = new Validators(
                varve.bean(SeriesCatalog.class),
                tiers,
                varve.bean(LayerFloors.class),
                varve.bean(QueryRepository.class),
                varve.bean(RefreshProperties.class),
                varve.clock());
        for (String end : List.of("now", "2024-02-29T23:59:31Z", "2024-02-29T23:59:30Z")) {
            TimeseriesQuery query =
                    ProfilesIT.query(varve, "series=m", "interval=hour", "start_time=2024-02-29", "end_time=" + end);
            assertThat(counting.statementsOf(
                            () -> assertThat(validators.of(query, Dependence.Extent.of(query), Page.WITHIN, ""))
                                    .isNull()))
                    .as(end)
                    .isEqualTo(end.endsWith(":30Z") ? 1 : 0);
        }
    }

    private Timeseries timeseries(Runnable afterPlan) {
        return timeseries(varve.bean("queryDataSource", DataSource.class), afterPlan);
    }

    /** The service's own parts on the data source, something happening between each plan and its statement. */
    private Timeseries timeseries(DataSource dataSource, Runnable afterPlan) {
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        QueryRepository repository =
                new QueryRepository(
                        dataSource, transactions, varve.bean(QueryProperties.class), varve.bean(RunningQueries.class)) {
                    @Override
                    Page read(QueryStatement statement, PageReader reader) {
                        afterPlan.run();
                        return super.read(statement, reader);
                    }
                };
        return new Timeseries(
                varve.bean(SeriesCatalog.class),
                new Tiers(JdbcClient.create(dataSource)),
                new LayerFloors(JdbcClient.create(dataSource)),
                varve.bean(KnownPartitions.class),
                repository,
                new FilledPages(repository, varve.bean(QueryProperties.class)),
                varve.bean(KnownRollups.class));
    }

    private PreparedQuery prepared() {
        PreparedQuery prepared = varve.bean(Timeseries.class).prepare(query());
        assertThat(prepared.plan().segments()).extracting(Segment::resolution).containsExactly("1d");
        return prepared;
    }

    private Page read(PreparedQuery prepared, PendingHull hull) {
        return varve.bean(QueryRepository.class)
                .read(prepared.statement(hull, false, PartitionList.NONE), prepared.reader());
    }

    private static long count(Page page) {
        return page.rows().stream()
                .flatMap(row -> row.cells().stream())
                .mapToLong(cell -> cell.partial().count())
                .sum();
    }

    private TimeseriesQuery query() {
        return fixture.counts(new TimeRange(DAY, DAY + Micros.DAY), "day");
    }

    private static long hour(int hour) {
        return DAY + Duration.ofHours(hour).toSeconds() * Micros.SECOND;
    }
}
