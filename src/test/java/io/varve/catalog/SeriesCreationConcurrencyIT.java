package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class SeriesCreationConcurrencyIT {

    private final TestDatabase database;

    SeriesCreationConcurrencyIT(TestDatabase database) {
        this.database = database;
    }

    private int[] make(String metric, int from, int to) {
        List<SeriesKey> keys = IntStream.range(from, to)
                .mapToObj(i -> new SeriesKey(metric, new TreeMap<>(Map.of("i", "" + i)), null, "value"))
                .toList();
        return new CatalogOn(database.dataSource())
                .series
                .resolve(keys, Collections.nCopies(keys.size(), ValueKind.NUMBER))
                .ids();
    }

    @Test
    void instances_that_make_the_same_series_at_the_same_time_get_the_same_ids() throws Exception {
        for (int round = 0; round < 10; round++) {
            String metric = "same." + round;
            List<Future<int[]>> instances = new ArrayList<>();
            for (int instance = 0; instance < 4; instance++) {
                instances.add(Waiting.start(() -> make(metric, 0, 50)));
            }
            int[] ids = instances.get(0).get();
            assertThat(ids).doesNotHaveDuplicates();
            for (Future<int[]> instance : instances) {
                assertThat(instance.get()).isEqualTo(ids);
            }
        }
    }

    /** Without the creation lock the second would commit higher ids while the lower ones are still invisible. */
    @Test
    void a_second_creator_waits_so_that_ids_become_visible_in_ascending_order() throws Exception {
        try (Connection first = database.dataSource().getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("""
                    SELECT catalog.resolve_series('{slow}', '{value}', '{number}', '{"{}"}', '{NULL}',
                                                  ARRAY[gen_random_uuid()], true, now())
                    """);
            Future<int[]> second = Waiting.start(() -> make("fast", 0, 1));
            Waiting.untilBlocked(database.jdbc(), 1, second);
            SeriesCatalog reader = new CatalogOn(database.dataSource()).series;
            assertThat(reader.current().metrics()).doesNotContain("slow", "fast");
            first.commit();
            int fast = second.get()[0];
            assertThat(reader.current().metrics()).contains("slow", "fast");
            assertThat(reader.current().ofMetric("slow").get(0).id()).isLessThan(fast);
        }
    }

    @Test
    void a_reader_beside_many_creators_ends_up_with_every_series() throws Exception {
        SeriesCatalog reader = new CatalogOn(database.dataSource()).series;
        List<Future<int[]>> creators = new ArrayList<>();
        for (int creator = 0; creator < 4; creator++) {
            String metric = "creator." + creator;
            creators.add(Waiting.start(() -> {
                for (int i = 0; i < 25; i++) {
                    make(metric, i, i + 1);
                }
                return make(metric, 0, 25);
            }));
        }
        while (creators.stream().anyMatch(creator -> !creator.isDone())) {
            reader.current();
        }
        for (int creator = 0; creator < 4; creator++) {
            int[] made = creators.get(creator).get();
            assertThat(reader.current().ofMetric("creator." + creator))
                    .extracting(Series::id)
                    .containsExactlyInAnyOrder(IntStream.of(made).boxed().toArray(Integer[]::new));
        }
    }
}
