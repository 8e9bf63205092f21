package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.SeriesSnapshot.SeriesRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesIndexTest {

    private static final int SERIES = 20_000;

    private SeriesSnapshot snapshot = SeriesSnapshot.EMPTY;

    /** What a look at every series finds, at every size: before and after the index is made anew. */
    @Test
    void finds_what_a_look_at_all_series_finds() {
        List<Series> all = new ArrayList<>();
        for (int from = 1; from <= SERIES; from += SERIES / 10) {
            List<SeriesRow> more = IntStream.range(from, from + SERIES / 10)
                    .mapToObj(SeriesIndexTest::row)
                    .toList();
            more.forEach(row -> all.add(row.series()));
            snapshot = snapshot.with(1, more);
            assertFinds(all, Map.of("host", "h7"), null);
            assertFinds(all, Map.of("host", "h" + (from + 1), "rack", "r1"), null);
            assertFinds(all, Map.of("rack", "r1"), null);
            assertFinds(all, Map.of("rack", "r1"), user(3));
            assertFinds(all, Map.of(), user(2));
            assertFinds(all, Map.of("rack", "none"), null);
        }
    }

    @Test
    void an_older_snapshot_does_not_find_what_came_after_it() {
        SeriesSnapshot older = SeriesSnapshot.EMPTY.with(1, List.of(row(2)));
        SeriesSnapshot newer = older.with(
                1, IntStream.range(3, SERIES).mapToObj(SeriesIndexTest::row).toList());
        SeriesSelector selector = new SeriesSelector(SeriesPatterns.parse(null), Map.of("rack", "r2"), null);
        assertThat(selector.select(newer)).hasSize(SERIES / 5);
        assertThat(selector.select(older)).extracting(Series::id).containsExactly(2);
    }

    private void assertFinds(List<Series> all, Map<String, String> tags, @Nullable UUID user) {
        SeriesSelector selector = new SeriesSelector(SeriesPatterns.parse("even"), tags, user);
        assertThat(selector.select(snapshot))
                .isEqualTo(all.stream()
                        .filter(series -> series.key().metric().equals("even")
                                && series.key().tags().entrySet().containsAll(tags.entrySet())
                                && (user == null || user.equals(series.key().userId())))
                        .toList());
    }

    private static SeriesRow row(int id) {
        Map<String, String> tags = Map.of("host", "h" + id % 15_000, "rack", "r" + id % 5);
        SeriesKey key = new SeriesKey(
                id % 2 == 0 ? "even" : "odd", new TreeMap<>(tags), id % 3 == 0 ? null : user(id % 7), "value");
        return new SeriesRow(id % 2 + 1, new Series(id, key, ValueKind.NUMBER));
    }

    private static UUID user(int number) {
        return new UUID(42, number);
    }
}
