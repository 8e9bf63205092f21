package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.NaiveCalendar;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** QRY19: the last day, week, month and year that are over. */
class PresetTest {

    private static final Map<String, Integer> COUNTS = Map.of("24h", 24, "7d", 7, "30d", 30, "1y", 12);
    private static final Map<String, String> WIDTHS = Map.of("hour", "1h", "day", "1d", "month", "1mo");

    @Test
    void a_preset_is_made_of_whole_buckets_that_are_over() {
        assertThat(range("24h", "2025-03-10T12:34:56Z", "UTC"))
                .isEqualTo("2025-03-09T12:00:00Z 2025-03-10T12:00:00Z hour");
        assertThat(range("7d", "2025-03-10T12:34:56Z", "UTC"))
                .isEqualTo("2025-03-03T00:00:00Z 2025-03-10T00:00:00Z day");
        assertThat(range("30D", "2025-03-01T00:00:00Z", "UTC"))
                .as("a day that ends now is over")
                .isEqualTo("2025-01-30T00:00:00Z 2025-03-01T00:00:00Z day");
        assertThat(range(" 1y ", "2025-03-10T12:34:56Z", "UTC"))
                .isEqualTo("2024-03-01T00:00:00Z 2025-03-01T00:00:00Z month");
        assertThat(range("7d", "2025-04-02T10:00:00Z", "Europe/Berlin"))
                .as("seven days of which one has 23 hours")
                .isEqualTo("2025-03-25T23:00:00Z 2025-04-01T22:00:00Z day");
    }

    @Test
    void buckets_of_a_preset_are_those_of_the_calendar_wherever_clocks_change() {
        Random random = new Random(19);
        List<String> zones = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        for (int i = 0; i < 1000; i++) {
            Preset preset = Preset.values()[random.nextInt(4)];
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            long now = random.nextLong(TimeParser.MIN + 800 * Micros.DAY, TimeParser.MAX - Micros.DAY);
            Long origin = random.nextInt(3) == 0 ? now - random.nextLong(90) * Micros.DAY : null;
            check(preset, zone, now, origin);
        }
    }

    private static void check(Preset preset, ZoneId zone, long now, @Nullable Long origin) {
        TimeRange range = preset.before(now, origin, zone);
        TreeSet<Long> starts = new NaiveCalendar(Objects.requireNonNull(WIDTHS.get(preset.interval())), zone, origin)
                .starts(range.from() - Micros.DAY, now + Micros.DAY);
        String what = preset + " " + zone + " " + Micros.toInstant(now) + " " + origin;
        assertThat(range.to()).as(what).isEqualTo(starts.floor(now));
        assertThat(starts.subSet(range.from(), true, range.to(), false))
                .as(what)
                .hasSize(Objects.requireNonNull(COUNTS.get(preset.label())))
                .contains(range.from());
    }

    @Test
    void what_is_no_preset_is_refused_and_so_is_one_before_all_times() {
        assertThatThrownBy(() -> Preset.parse("90d"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("24h, 7d, 30d, 1y");
        assertThatThrownBy(() -> Preset.parse("1y").before(TimeParser.MIN + 1, null, ZoneId.of("UTC")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("end_time");
        assertThat(Preset.parse("7d")
                        .before(TimeParser.MIN + 2 * Micros.DAY, null, ZoneId.of("UTC"))
                        .from())
                .isEqualTo(TimeParser.MIN);
    }

    private static String range(String name, String now, String zone) {
        Preset preset = Preset.parse(name);
        TimeRange range = preset.before(Micros.of(Instant.parse(now)), null, ZoneId.of(zone));
        return Micros.toInstant(range.from()) + " " + Micros.toInstant(range.to()) + " " + preset.interval();
    }
}
