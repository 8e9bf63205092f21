package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.CountingDataSource;
import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class TextValuesIT {

    private final CountingDataSource counting;
    private final TextValues texts;
    private final CatalogOn other;

    TextValuesIT(TestDatabase database) {
        counting = new CountingDataSource(database.dataSource());
        texts = new CatalogOn(counting).texts;
        other = new CatalogOn(database.dataSource());
    }

    @Test
    void the_same_text_gets_the_same_code_in_every_instance() {
        List<String> values = List.of("b", "a", "", "b", "B", "ä", "a\u0308", "😀", "a ");
        int[] codes = texts.encode(values);
        assertThat(codes[0]).isEqualTo(codes[3]);
        assertThat(IntStream.of(codes).distinct()).hasSize(8);
        assertThat(other.texts.encode(values)).isEqualTo(codes);
        assertThat(other.texts.decode(List.of(codes[5], codes[1], codes[5])))
                .isEqualTo(Map.of(codes[5], "ä", codes[1], "a"));
    }

    @Test
    void ten_thousand_texts_take_one_statement_to_make_and_none_to_see_again() {
        List<String> values =
                IntStream.range(0, 10_000).mapToObj(i -> "many " + i).toList();
        int[] made = counting.sending(1, () -> texts.encode(values));
        assertThat(counting.sending(0, () -> texts.encode(values))).isEqualTo(made);
        List<Integer> codes = IntStream.of(made).boxed().toList();
        assertThat(counting.sending(1, () -> texts.decode(codes))).hasSize(10_000);
        counting.sending(0, () -> texts.decode(codes));
    }

    @Test
    void a_text_has_at_most_1_KiB_of_utf8() {
        String longest = "ä".repeat(512);
        int[] codes = texts.encode(List.of(longest, "x".repeat(1024)));
        assertThat(other.texts.decode(List.of(codes[0]))).containsValue(longest);
        assertThatThrownBy(() -> texts.encode(List.of("good", "ä".repeat(512) + "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text value must have at most 1024 bytes of UTF-8, this has 1025");
        assertThatThrownBy(() -> texts.encode(List.of("x".repeat(1025)))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> texts.encode(List.of("a\0"))).hasMessageContaining("U+0000");
    }

    @Test
    void unknown_codes_are_left_out() {
        assertThat(texts.decode(List.of(2_000_000_000))).isEmpty();
        assertThat(counting.sending(0, () -> texts.decode(List.of()))).isEmpty();
    }
}
