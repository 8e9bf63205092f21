package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.NaiveCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Buckets on the clocks of a zone, against what java.time says of each local start by itself. */
class ZonedBucketsTest {

    /** MOD19. */
    @Test
    void days_of_Berlin_have_23_and_25_hours_when_clocks_change() {
        assertThat(lengths("Europe/Berlin", "day", "2025-03-29", "2025-04-01"))
                .containsExactly("PT24H", "PT23H", "PT24H");
        assertThat(lengths("Europe/Berlin", "day", "2025-10-25", "2025-10-28"))
                .containsExactly("PT24H", "PT25H", "PT24H");
        assertThat(lengths("Europe/Berlin", "month", "2025-03-01", "2025-05-01"))
                .containsExactly("PT743H", "PT720H");
        assertThat(lengths("Europe/Berlin", "week", "2025-03-24", "2025-04-07")).containsExactly("PT167H", "PT168H");
    }

    @Test
    void a_day_that_was_left_out_has_no_bucket() {
        assertThat(starts("Pacific/Apia", "day", "2011-12-29", "2012-01-01"))
                .containsExactly("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
    }

    @Test
    void a_day_without_midnight_begins_when_clocks_are_put_forward() {
        assertThat(starts("America/Sao_Paulo", "day", "2018-11-03", "2018-11-06"))
                .containsExactly("2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z");
        assertThat(lengths("Asia/Beirut", "day", "2024-03-30", "2024-04-01")).containsExactly("PT24H", "PT23H");
    }

    @Test
    void a_day_with_two_midnights_begins_at_the_first() {
        assertThat(starts("America/Havana", "day", "2024-11-02", "2024-11-05"))
                .containsExactly("2024-11-02T04:00:00Z", "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z");
    }

    @Test
    void an_hour_that_is_there_twice_is_two_hours_and_part_of_one_six_hour_bucket() {
        assertThat(lengths("Europe/Berlin", "1h", "2025-10-26", "2025-10-27"))
                .hasSize(25)
                .containsOnly("PT1H");
        assertThat(lengths("Europe/Berlin", "6h", "2025-10-26", "2025-10-27"))
                .containsExactly("PT7H", "PT6H", "PT6H", "PT6H");
        assertThat(lengths("Europe/Berlin", "6h", "2025-03-30", "2025-03-31"))
                .containsExactly("PT5H", "PT6H", "PT6H", "PT6H");
        assertThat(lengths("America/Havana", "12h", "2024-11-03", "2024-11-04")).containsExactly("PT13H", "PT12H");
    }

    @Test
    void offsets_of_half_and_quarter_hours_move_hours_too() {
        assertThat(starts("Asia/Kolkata", "1h", "2025-01-01", "2025-01-02"))
                .hasSize(24)
                .first()
                .isEqualTo("2024-12-31T18:30:00Z");
        assertThat(starts("Asia/Kathmandu", "day", "2025-01-01", "2025-01-02")).containsExactly("2024-12-31T18:15:00Z");
        assertThat(lengths("Australia/Lord_Howe", "2h", "2025-04-06", "2025-04-07"))
                .startsWith("PT2H30M", "PT2H");
    }

    @Test
    void what_the_zone_does_not_change_stays_as_simple_as_in_UTC() {
        TimeRange year = range("UTC", "2025-01-01", "2026-01-01");
        assertThat(buckets("Europe/Berlin", "1h", null, year)).isEqualTo(BucketWidth.parse("1h"));
        assertThat(buckets("Africa/Abidjan", "month", null, year)).isEqualTo(BucketWidth.parse("month"));
        assertThat(buckets("UTC", "day", null, year)).isEqualTo(BucketWidth.parse("day"));
        assertThat(buckets("Asia/Kathmandu", "15m", null, year)).isEqualTo(BucketWidth.parse("15m"));
        assertThat(buckets("Asia/Kolkata", "day", null, year)).isInstanceOf(AnchoredWidth.class);
        assertThat(buckets("Europe/Berlin", "day", null, range("UTC", "2025-06-01", "2025-07-01")))
                .isInstanceOf(AnchoredWidth.class);
        assertThat(buckets("Europe/Berlin", "day", null, year)).isInstanceOf(ZonedBuckets.class);
    }

    @Test
    void an_origin_moves_the_buckets() {
        assertThat(starts("UTC", "15m", "2025-01-01T00:07:00Z", "2025-03-01", "2025-03-02"))
                .hasSize(97)
                .contains("2025-03-01T00:07:00Z", "2025-03-01T00:22:00Z");
        assertThat(starts("UTC", "1y", "2024-04-01T00:00:00Z", "2022-05-01", "2025-04-01"))
                .containsExactly("2022-04-01T00:00:00Z", "2023-04-01T00:00:00Z", "2024-04-01T00:00:00Z");
        assertThat(starts("UTC", "1w", "2025-01-05T00:00:00Z", "2025-03-02", "2025-03-16"))
                .containsExactly("2025-03-02T00:00:00Z", "2025-03-09T00:00:00Z");
        assertThat(starts("UTC", "1mo", "2023-01-31T12:00:00Z", "2024-01-31", "2024-04-01"))
                .containsExactly(
                        "2023-12-31T12:00:00Z", "2024-01-31T12:00:00Z", "2024-02-29T12:00:00Z", "2024-03-31T12:00:00Z");
        assertThat(starts("Europe/Berlin", "1y", "2024-03-31T22:00:00Z", "2024-05-01", "2026-05-01"))
                .containsExactly("2024-03-31T22:00:00Z", "2025-03-31T22:00:00Z", "2026-03-31T22:00:00Z");
    }

    @Test
    void any_zone_width_and_origin_agree_with_what_java_time_says_of_each_start() {
        Random random = new Random(20251026);
        List<String> zones = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        String[] widths = {
            "10m", "15m", "20m", "30m", "45m", "1h", "2h", "5h", "6h", "12h", "1d", "2d", "10d", "1w", "2w", "1mo",
            "3mo", "1y"
        };
        for (int i = 0; i < 6000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            BucketWidth width = BucketWidth.parse(widths[random.nextInt(widths.length)]);
            long middle = interesting(zone, random);
            long days = Math.max(4, width.isCalendar() ? 40L * width.months() : 3 * width.micros() / Micros.DAY);
            TimeRange range = new TimeRange(
                    middle - random.nextLong(days * Micros.DAY), middle + 1 + random.nextLong(days * Micros.DAY));
            Long origin =
                    random.nextInt(3) == 0 ? random.nextLong(range.from(), range.to()) / 60_000_000 * 60_000_000 : null;
            assertAgrees(zone, width, origin, range);
        }
    }

    private static void assertAgrees(ZoneId zone, BucketWidth width, @Nullable Long origin, TimeRange range) {
        String what = zone + " " + width + " " + (origin == null ? "" : Micros.toInstant(origin)) + " "
                + Micros.toInstant(range.from()) + " " + Micros.toInstant(range.to());
        TreeSet<Long> expected = new NaiveCalendar(width.toString(), zone, origin).starts(range.from(), range.to());
        Buckets buckets = buckets(zone.getId(), width.toString(), origin, range);
        long[] starts = buckets.starts(range);
        TreeSet<Long> inside = new TreeSet<>(expected.subSet(expected.floor(range.from()), true, range.to(), false));
        assertThat(starts)
                .as(what)
                .containsExactly(inside.stream().mapToLong(Long::longValue).toArray());
        assertThat(buckets.count(range)).as(what).isGreaterThanOrEqualTo(starts.length);
        for (long time :
                new long[] {range.from(), range.to() - 1, starts[starts.length / 2], starts[starts.length / 2] - 1}) {
            if (time >= range.from()) {
                assertThat(buckets.floor(time)).as(what).isEqualTo(expected.floor(time));
                assertThat(buckets.ceil(time)).as(what).isEqualTo(expected.ceiling(time));
            }
        }
    }

    /** Near a change of the clocks, mostly. */
    private static long interesting(ZoneId zone, Random random) {
        long time = random.nextLong(TimeParser.MIN + 400 * Micros.DAY, TimeParser.MAX - 400 * Micros.DAY);
        ZoneOffsetTransition change = zone.getRules().nextTransition(Micros.toInstant(time));
        return change == null || random.nextInt(4) == 0 ? time : Micros.of(change.getInstant());
    }

    private static Buckets buckets(String zone, String width, @Nullable Long origin, TimeRange range) {
        return Buckets.of(BucketWidth.parse(width), origin, ZoneId.of(zone), range);
    }

    private static List<String> starts(String zone, String width, String from, String to) {
        return starts(zone, width, null, from, to);
    }

    private static List<String> starts(String zone, String width, @Nullable String origin, String from, String to) {
        TimeRange range = range(zone, from, to);
        List<String> starts = new ArrayList<>();
        for (long start : buckets(zone, width, origin == null ? null : Micros.of(Instant.parse(origin)), range)
                .starts(range)) {
            starts.add(Micros.toInstant(start).toString());
        }
        return starts;
    }

    private static List<String> lengths(String zone, String width, String from, String to) {
        TimeRange range = range(zone, from, to);
        Buckets buckets = buckets(zone, width, null, range);
        List<String> lengths = new ArrayList<>();
        for (long start : buckets.starts(range)) {
            lengths.add(
                    Duration.of(buckets.next(start) - start, ChronoUnit.MICROS).toString());
        }
        return lengths;
    }

    private static TimeRange range(String zone, String from, String to) {
        return new TimeRange(midnight(zone, from), midnight(zone, to));
    }

    private static long midnight(String zone, String date) {
        return Micros.of(LocalDate.parse(date).atStartOfDay(ZoneId.of(zone)).toInstant());
    }
}
