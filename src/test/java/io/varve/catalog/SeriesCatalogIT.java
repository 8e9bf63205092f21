package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.varve.support.CountingDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class SeriesCatalogIT {

    private final TestDatabase database;
    private final CountingDataSource counting;
    private final CatalogOn catalog;

    SeriesCatalogIT(TestDatabase database) {
        this.database = database;
        this.counting = new CountingDataSource(database.dataSource());
        this.catalog = new CatalogOn(counting);
    }

    private static SeriesKey key(String metric, String field) {
        return new SeriesKey(metric, new TreeMap<>(), null, field);
    }

    private static SeriesKey key(String metric, Map<String, String> tags) {
        return new SeriesKey(metric, new TreeMap<>(tags), null, "value");
    }

    private static List<ValueKind> numbers(int count) {
        return Collections.nCopies(count, ValueKind.NUMBER);
    }

    private int id(SeriesKey key) {
        return catalog.series.resolve(List.of(key), numbers(1)).ids()[0];
    }

    private long count(String table) {
        return database.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void the_same_key_gets_the_same_id_in_every_instance_and_other_keys_others() {
        UUID user = UUID.randomUUID();
        List<SeriesKey> keys = List.of(
                key("same", "value"),
                key("same", "other"),
                key("same", Map.of("host", "a\"b\\ü")),
                new SeriesKey("same", new TreeMap<>(), user, "value"));
        int[] ids = catalog.series.resolve(keys, numbers(4)).ids();
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(catalog.series.resolve(keys, numbers(4)).ids()).isEqualTo(ids);
        assertThat(new CatalogOn(database.dataSource())
                        .series
                        .resolve(keys, numbers(4))
                        .ids())
                .isEqualTo(ids);
        assertThat(catalog.series.current().ofMetric("same").stream().map(Series::key))
                .isEqualTo(keys);
    }

    @Test
    void repeated_keys_make_one_series() {
        SeriesKey key = key("repeated", "value");
        int[] ids = catalog.series.resolve(List.of(key, key, key), numbers(3)).ids();
        assertThat(ids).containsOnly(ids[0]);
    }

    @Test
    void ten_thousand_new_series_take_as_many_statements_as_two() {
        catalog.series.refresh();
        for (int size : new int[] {2, 10_000}) {
            List<SeriesKey> keys = IntStream.range(0, size)
                    .mapToObj(i -> key("many." + size + "." + i % 100, Map.of("i", "" + i)))
                    .toList();
            int[] made = counting.sending(2, () -> catalog.series.resolve(keys, numbers(size)))
                    .ids();
            int[] cached = counting.sending(0, () -> catalog.series.resolve(keys, numbers(size)))
                    .ids();
            catalog.series.forget();
            catalog.series.refresh();
            int[] found = counting.sending(1, () -> catalog.series.resolve(keys, numbers(size)))
                    .ids();
            assertThat(made)
                    .isEqualTo(cached)
                    .isEqualTo(found)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
    }

    @Test
    void the_first_value_fixes_the_kind_of_a_field() {
        id(key("kinds", "value"));
        KindConflictException conflict = catchThrowableOfType(
                KindConflictException.class,
                () -> catalog.series.resolve(
                        List.of(key("kinds", "value"), key("kinds.new", "value"), key("kinds", Map.of("a", "b"))),
                        List.of(ValueKind.TEXT, ValueKind.NUMBER, ValueKind.BOOLEAN)));
        assertThat(conflict.refusals())
                .containsExactly(
                        new RefusedSeriesException.Refusal(
                                0, "field 'value' of series 'kinds' holds numbers, this is a text"),
                        new RefusedSeriesException.Refusal(
                                2, "field 'value' of series 'kinds' holds numbers, this is a boolean"));
        assertThat(conflict.index()).isZero();
        assertThat(catalog.series.current().ofMetric("kinds.new")).isEmpty();
    }

    @Test
    void the_first_of_two_kinds_in_one_request_wins_and_nothing_is_made() {
        long before = count("catalog.metric_type");
        assertThatThrownBy(() -> catalog.series.resolve(
                        List.of(key("two.kinds", "value"), key("two.kinds", Map.of("a", "b"))),
                        List.of(ValueKind.TEXT, ValueKind.BOOLEAN)))
                .isInstanceOf(KindConflictException.class)
                .hasMessage("field 'value' of series 'two.kinds' holds texts, this is a boolean");
        assertThat(count("catalog.metric_type")).isEqualTo(before);
    }

    @Test
    void kinds_are_known_after_a_refresh_of_another_instance_by_one_statement() {
        CountingDataSource counted = new CountingDataSource(database.dataSource());
        CatalogOn other = new CatalogOn(counted);
        other.series.refresh();
        assertThat(other.series.kindOf("known", "value")).isNull();
        catalog.series.resolve(List.of(key("known", "value")), List.of(ValueKind.TEXT));
        assertThat(catalog.series.kindOf("known", "value")).isEqualTo(ValueKind.TEXT);
        counted.sending(1, other.series::refresh);
        assertThat(counted.sending(0, () -> other.series.kindOf("known", "value")))
                .isEqualTo(ValueKind.TEXT);
    }

    @Test
    void without_auto_register_an_unknown_metric_type_is_refused_and_a_known_one_gets_new_series() {
        id(key("registered", "value"));
        CatalogOn strict = new CatalogOn(database.dataSource(), false);
        List<SeriesKey> keys = List.of(key("registered", "new"), key("unregistered", "value"));
        assertThatThrownBy(() -> strict.series.resolve(keys, numbers(2)))
                .isInstanceOf(UnknownMetricTypeException.class)
                .hasMessageContaining("there is no metric type 'unregistered'")
                .extracting(e -> ((UnknownMetricTypeException) e).index())
                .isEqualTo(1);
        assertThat(strict.series.current().ofMetric("registered")).hasSize(1);
        assertThat(strict.series.resolve(keys.subList(0, 1), numbers(1)).ids()).hasSize(1);
    }

    @Test
    void ids_are_not_given_out_inside_a_transaction_that_could_still_be_rolled_back() {
        assertThatThrownBy(() -> catalog.transactions.executeWithoutResult(status -> id(key("inside", "value"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(catalog.series.current().ofMetric("inside")).isEmpty();
    }

    @Test
    void names_of_255_characters_work() {
        int id = id(key("🜁".repeat(255), "ü".repeat(255)));
        assertThat(catalog.series.current().byId(id))
                .get()
                .extracting(Series::id)
                .isEqualTo(id);
    }
}
