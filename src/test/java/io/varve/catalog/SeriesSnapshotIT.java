package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.CountingDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class SeriesSnapshotIT {

    private final TestDatabase database;
    private final CountingDataSource counting;
    private final CatalogOn reader;
    private final CatalogOn writer;

    SeriesSnapshotIT(TestDatabase database) {
        this.database = database;
        this.counting = new CountingDataSource(database.dataSource());
        this.reader = new CatalogOn(counting);
        this.writer = new CatalogOn(database.dataSource());
    }

    private int[] make(String metric, int from, int to) {
        writer.series.refresh();
        List<SeriesKey> keys = IntStream.range(from, to)
                .mapToObj(i -> new SeriesKey(metric, new TreeMap<>(Map.of("i", "" + i)), null, "value"))
                .toList();
        return writer.series
                .resolve(keys, Collections.nCopies(keys.size(), ValueKind.NUMBER))
                .ids();
    }

    private void delete(String metric) {
        database.jdbc()
                .sql("SELECT catalog.delete_metric_type(?)")
                .param(metric)
                .query(String.class)
                .single();
    }

    @Test
    void a_series_made_elsewhere_is_seen_by_the_next_call_which_takes_one_statement() {
        make("seen", 0, 3);
        reader.series.current();
        SeriesSnapshot before = counting.sending(1, reader.series::current);
        assertThat(before.ofMetric("seen")).hasSize(3);
        int[] ids = make("seen", 3, 5);
        SeriesSnapshot after = counting.sending(1, reader.series::current);
        assertThat(after.ofMetric("seen")).hasSize(5).extracting(Series::id).contains(ids[0], ids[1]);
        assertThat(after.all()).containsAll(after.ofMetric("seen")).isSortedAccordingTo((a, b) -> a.id() - b.id());
        assertThat(before.ofMetric("seen")).hasSize(3);
    }

    @Test
    void a_deleted_metric_type_disappears_and_comes_back_with_other_ids() {
        int[] old = make("reborn", 0, 2);
        make("staying", 0, 2);
        assertThat(reader.series.current().ofMetric("reborn")).hasSize(2);
        delete("reborn");
        assertThat(reader.series.current().metrics()).doesNotContain("reborn").contains("staying");
        int[] fresh = make("reborn", 0, 1);
        assertThat(fresh[0]).isGreaterThan(old[1]);
        assertThat(reader.series.current().ofMetric("reborn"))
                .extracting(Series::id)
                .containsExactly(fresh[0]);
        delete("reborn");
        make("reborn", 0, 1);
        SeriesSnapshot snapshot = reader.series.current();
        assertThat(snapshot.ofMetric("reborn")).hasSize(1);
        assertThat(snapshot.all().stream()
                        .filter(series -> series.key().metric().equals("reborn")))
                .hasSize(1);
    }

    @Test
    void more_series_than_a_page_are_read_page_by_page() {
        make("paged", 0, SeriesLoader.PAGE);
        make("paged", SeriesLoader.PAGE, SeriesLoader.PAGE + 1);
        assertThat(new CatalogOn(database.dataSource()).series.current().ofMetric("paged"))
                .hasSize(SeriesLoader.PAGE + 1)
                .extracting(Series::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void forgetting_loses_nothing() {
        make("forgotten", 0, 2);
        reader.series.current();
        reader.series.forget();
        assertThat(reader.series.current().ofMetric("forgotten")).hasSize(2);
    }
}
