package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.varve.timeseries.TimeRange;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final Cursor CURSOR = new Cursor(
            42,
            new TimeRange(0, 86_400_000_000L),
            3_600_000_000L,
            List.of("m", "", "höst", "=a,b"),
            "-77",
            List.of(5L, -7L));

    @Test
    void a_cursor_reads_back_and_is_fit_for_a_url() {
        assertThat(Cursor.decode(CURSOR.encode())).isEqualTo(CURSOR);
        assertThat(CURSOR.encode()).matches("[A-Za-z0-9_-]+");
    }

    /** It becomes part of a statement. */
    @Test
    void whatever_was_not_made_here_is_refused() {
        for (Cursor forged : List.of(
                new Cursor(1, CURSOR.range(), Long.MIN_VALUE, CURSOR.group(), "", List.of()),
                new Cursor(1, new TimeRange(Long.MIN_VALUE, 5), 0, CURSOR.group(), "", List.of()),
                new Cursor(1, CURSOR.range(), 0, CURSOR.group(), "' OR true --", List.of()))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Cursor.decode(forged.encode()));
        }
        for (String text :
                new String[] {"", "abc", "%%%", "AAAA", CURSOR.encode().substring(1)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Cursor.decode(text));
        }
    }

    @Test
    void random_bytes_never_do_anything_else() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(CURSOR.encode());
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                Cursor.decode(Base64.getUrlEncoder().encodeToString(bytes));
            } catch (IllegalArgumentException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }
}
