package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.catalog.SeriesSnapshot.SeriesRow;
import io.varve.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesSelectorTest {

    private static final UUID USER = UUID.fromString("d38834e0-fe46-4bf9-831d-1d5b125bdc9b");

    private static final SeriesSnapshot SNAPSHOT = SeriesSnapshot.EMPTY.with(
            1,
            List.of(
                    row(1, 1, "cpu", Map.of("host", "a", "region", "eu"), null),
                    row(2, 2, "memory", Map.of("host", "a"), null),
                    row(3, 1, "cpu", Map.of("host", "b", "region", "eu"), USER),
                    row(4, 1, "cpu", Map.of(), USER)));

    private static SeriesRow row(int id, int type, String metric, Map<String, String> tags, @Nullable UUID user) {
        SeriesKey key = new SeriesKey(metric, new TreeMap<>(tags), user, "value");
        return new SeriesRow(type, new Series(id, key, ValueKind.NUMBER));
    }

    private static List<Integer> select(@Nullable String series, @Nullable String tags, @Nullable String user) {
        return SeriesSelector.parse(series, tags, user).select(SNAPSHOT).stream()
                .map(Series::id)
                .toList();
    }

    @Test
    void filters_are_anded_and_the_answer_is_in_order_of_id() {
        assertThat(select(null, null, null)).containsExactly(1, 2, 3, 4);
        assertThat(select("memory,cpu", null, null)).containsExactly(1, 2, 3, 4);
        assertThat(select("cpu", "host:a", null)).containsExactly(1);
        assertThat(select(null, "host:a", null)).containsExactly(1, 2);
        assertThat(select(null, "region:eu,host:b", null)).containsExactly(3);
        assertThat(select(null, null, USER.toString().toUpperCase(java.util.Locale.ROOT)))
                .containsExactly(3, 4);
        assertThat(select("disk", null, null)).isEmpty();
    }

    @Test
    void a_tag_value_can_hold_colons_and_escaped_commas() {
        assertThat(TagFilter.parse("url:http://x:80,a\\:b:c\\,d\\\\,e:"))
                .isEqualTo(Map.of("url", "http://x:80", "a:b", "c,d\\", "e", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:a,", ":a", "host:a,host:b", "host,region:eu"})
    void malformed_tags_are_refused_by_name(String tags) {
        assertThatThrownBy(() -> TagFilter.parse(tags))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("'tags' ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1-1-1-1-1", "d38834e0fe464bf9831d1d5b125bdc9b", "d38834e0-fe46-4bf9-831d-1d5b125bdc9b "
            })
    void a_malformed_uuid_is_refused_by_name(String user) {
        assertThatThrownBy(() -> SeriesSelector.parse(null, null, user))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("'user_id' must be a UUID");
    }
}
