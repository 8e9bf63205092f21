package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesKeyTest {

    private static final UUID USER = new UUID(1, 2);

    private static SeriesKey key(String metric, Map<String, String> tags, String field) {
        return new SeriesKey(metric, new TreeMap<>(tags), null, field);
    }

    @Test
    void the_fingerprint_does_not_depend_on_the_order_of_tags() {
        SortedMap<String, String> backwards = new TreeMap<>(Collections.reverseOrder());
        backwards.putAll(Map.of("a", "1", "b", "2"));
        SeriesKey key = new SeriesKey("m", backwards, USER, "value");
        assertThat(key).isEqualTo(new SeriesKey("m", new TreeMap<>(Map.of("a", "1", "b", "2")), USER, "value"));
        assertThat(key.fingerprint())
                .isEqualTo(new SeriesKey("m", new TreeMap<>(Map.of("b", "2", "a", "1")), USER, "value").fingerprint());
    }

    /** Stored in every database: a change would give every series a second id. */
    @Test
    void the_fingerprint_never_changes() {
        assertThat(new SeriesKey("session.urine.color", new TreeMap<>(Map.of("host", "ä")), USER, "r").fingerprint())
                .hasToString("740a2249-2cd2-8d59-e21e-138e84bfab1b");
    }

    @Test
    void parts_cannot_run_into_each_other() {
        List<SeriesKey> alike = List.of(
                key("ab", Map.of(), "c"),
                key("a", Map.of(), "bc"),
                key("a", Map.of("b", ""), "c"),
                key("a", Map.of("b", "c"), "c"),
                key("a", Map.of("b", "c", "d", ""), "c"),
                new SeriesKey("a", new TreeMap<>(), USER, "c"),
                key("a", Map.of(), "c"));
        assertThat(alike.stream().map(SeriesKey::fingerprint)).doesNotHaveDuplicates();
    }

    @Test
    void names_have_1_to_255_characters_not_bytes() {
        assertThat(key("ü".repeat(255), Map.of(), "😀".repeat(255))).isNotNull();
        assertThatThrownBy(() -> key("", Map.of(), "value"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the name of a series must have 1 to 255 characters, this has 0");
        assertThatThrownBy(() -> key("x".repeat(256), Map.of(), "value")).hasMessageContaining("this has 256");
        assertThatThrownBy(() -> key("m", Map.of(), "x".repeat(256))).hasMessageContaining("the name of a field");
        assertThatThrownBy(() -> key("m", Map.of("t", "x".repeat(256)), "f"))
                .hasMessageContaining("the value of the tag 't' must have 0 to 255");
    }

    @Test
    void what_postgresql_cannot_store_is_refused() {
        assertThatThrownBy(() -> key("a\0b", Map.of(), "f")).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> key("a\ud800", Map.of(), "f")).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> key("a", Map.of("x", "\udc00\ud800"), "f")).hasMessageContaining("surrogate");
    }

    @Test
    void a_series_has_at_most_64_tags() {
        Map<String, String> tags =
                IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "t" + i, String::valueOf));
        assertThatThrownBy(() -> key("m", tags, "f")).hasMessageContaining("at most 64 tags, this has 65");
    }

    @Test
    void tags_behave_like_any_sorted_map() {
        TreeMap<String, String> tree = new TreeMap<>(Map.of("b", "2", "a", "1", "c", "3"));
        SortedMap<String, String> tags = Tags.of(tree);
        assertThat(tags).isEqualTo(tree).hasSameHashCodeAs(tree);
        assertThat(tree).isEqualTo(tags);
        assertThat(tags.firstKey() + tags.lastKey()).isEqualTo("ac");
        assertThat(tags.headMap("b")).containsOnlyKeys("a");
        assertThat(tags.get("d")).isNull();
        assertThat(Tags.of(Map.of())).isSameAs(Tags.NONE);
    }
}
