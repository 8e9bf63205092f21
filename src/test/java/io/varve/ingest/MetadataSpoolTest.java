package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataSpoolTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1_000, 1_000_000})
    void gives_back_what_it_was_given_wherever_it_is(int memoryBytes) {
        Random random = new Random(memoryBytes);
        Map<Long, String> kept = new LinkedHashMap<>();
        try (MetadataSpool spool = new MetadataSpool(memoryBytes)) {
            for (int i = 0; i < 500; i++) {
                String text = "{\"ü\":" + i + "}" + "x".repeat(random.nextInt(200));
                kept.put(spool.add(text), text);
            }
            kept.forEach((address, text) -> assertThat(spool.get(address)).isEqualTo(text));
            assertThat(kept).hasSize(500);
        }
    }

    @Test
    void refuses_what_its_addresses_cannot_hold() {
        try (MetadataSpool spool = new MetadataSpool(100)) {
            assertThatIllegalArgumentException().isThrownBy(() -> spool.add("x".repeat(65_536)));
        }
    }
}
