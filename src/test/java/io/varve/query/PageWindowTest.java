package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import org.junit.jupiter.api.Test;

class PageWindowTest {

    private static final TimeRange YEAR = new TimeRange(0, 365 * Micros.DAY);

    @Test
    void begins_with_what_the_page_probably_takes_at_its_own_end_of_the_range() {
        assertThat(PageWindow.first(YEAR, false, 8640, 1).read()).isEqualTo(new TimeRange(0, Micros.DAY));
        assertThat(PageWindow.first(YEAR, true, 8640, 1).read())
                .isEqualTo(new TimeRange(364 * Micros.DAY, 365 * Micros.DAY));
        assertThat(PageWindow.first(YEAR, false, 1, 1_000_000).read()).isEqualTo(new TimeRange(0, 60 * Micros.SECOND));
        assertThat(PageWindow.first(new TimeRange(5, 6), false, 10, 1).isWhole())
                .isTrue();
    }

    @Test
    void widens_by_how_much_was_missing_until_it_is_the_whole_range() {
        PageWindow window = PageWindow.first(YEAR, false, 8640, 1);
        assertThat(window.wider(8640, 864).read().length()).isEqualTo(15 * Micros.DAY);
        assertThat(window.wider(8640, 8640).read().length()).isEqualTo(2 * Micros.DAY);
        assertThat(window.wider(8640, 0).read().length()).isEqualTo(64 * Micros.DAY);
        assertThat(window.wider(8640, 0).wider(8640, 0).isWhole()).isTrue();
    }
}
