package io.varve.timeseries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketWidthTest {

    private static final long FIRST = micros("1900-01-01T00:00:00Z");
    private static final long LAST = micros("2200-01-01T00:00:00Z");

    @Test
    void fixed_widths_agree_with_counting_in_java_time() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long seconds = 1 + random.nextInt(i % 2 == 0 ? 10_000 : 100_000_000);
            ZonedDateTime time = randomTime(random);
            ZonedDateTime anchor = utc(seconds % 604_800 == 0 ? "1970-01-05T00:00:00Z" : "1970-01-01T00:00:00Z");
            long past = Math.floorDiv(ChronoUnit.MICROS.between(anchor, time), seconds * 1_000_000);
            ZonedDateTime start = anchor.plus(Duration.ofSeconds(seconds).multipliedBy(past));
            assertBucket(BucketWidth.ofSeconds(seconds), time, start, start.plusSeconds(seconds));
        }
    }

    @Test
    void weeks_run_from_monday_to_monday() {
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            ZonedDateTime time = randomTime(random);
            ZonedDateTime monday =
                    time.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            assertBucket(BucketWidth.parse("week"), time, monday, monday.plusWeeks(1));
        }
    }

    @Test
    void several_weeks_are_counted_from_the_first_monday_of_1970() {
        BucketWidth fortnight = BucketWidth.parse("2w");
        assertThat(fortnight.floor(micros("1970-01-05T00:00:00Z"))).isEqualTo(micros("1970-01-05T00:00:00Z"));
        assertThat(fortnight.floor(micros("1970-01-04T23:59:59.999999Z"))).isEqualTo(micros("1969-12-22T00:00:00Z"));
    }

    @Test
    void months_agree_with_the_calendar_and_are_aligned_to_january_1970() {
        Random random = new Random(3);
        ZonedDateTime january = utc("1970-01-01T00:00:00Z");
        for (int i = 0; i < 20_000; i++) {
            int months = 1 + random.nextInt(40);
            ZonedDateTime time = randomTime(random);
            ZonedDateTime start = january.plusMonths(
                    Math.floorDiv((time.getYear() - 1970) * 12L + time.getMonthValue() - 1, (long) months) * months);
            assertBucket(BucketWidth.ofMonths(months), time, start, start.plusMonths(months));
        }
    }

    @Test
    void leap_days_and_century_years_stay_inside_their_months() {
        BucketWidth month = BucketWidth.parse("month");
        assertThat(month.floor(micros("2024-02-29T23:59:59.999999Z"))).isEqualTo(micros("2024-02-01T00:00:00Z"));
        assertThat(month.next(micros("2024-02-01T00:00:00Z"))).isEqualTo(micros("2024-03-01T00:00:00Z"));
        assertThat(month.next(micros("1900-02-01T00:00:00Z"))).isEqualTo(micros("1900-03-01T00:00:00Z"));
        assertThat(month.next(micros("2000-02-01T00:00:00Z")) - micros("2000-02-01T00:00:00Z"))
                .isEqualTo(29 * Micros.DAY);
    }

    @Test
    void a_bucket_starts_at_its_start_and_ends_before_its_end() {
        BucketWidth width = BucketWidth.parse("5m");
        assertThat(width.floor(micros("2024-01-01T00:05:00Z"))).isEqualTo(micros("2024-01-01T00:05:00Z"));
        assertThat(width.floor(micros("2024-01-01T00:04:59.999999Z"))).isEqualTo(micros("2024-01-01T00:00:00Z"));
    }

    /** Prior art rounded to whole seconds first (D16). */
    @Test
    void fractions_of_a_second_never_round_up_into_the_next_bucket() {
        assertThat(BucketWidth.parse("5m").floor(micros("2024-01-01T10:04:59.7Z")))
                .isEqualTo(micros("2024-01-01T10:00:00Z"));
    }

    /** Prior art took the one for the other (D16). */
    @Test
    void thirty_days_are_not_a_month() {
        assertThat(BucketWidth.parse("30d")).isNotEqualTo(BucketWidth.parse("month"));
        assertThat(BucketWidth.parse("30d").floor(micros("2024-02-01T00:00:00Z")))
                .isNotEqualTo(BucketWidth.parse("month").floor(micros("2024-02-01T00:00:00Z")));
    }

    @Test
    void containment_means_that_every_boundary_is_a_boundary_of_the_finer_width() {
        String[] widths = {"1s", "7s", "1m", "90s", "5m", "7m", "1h", "5h", "6h", "1d", "2d", "5d", "1w", "2w", "5w"};
        String[] calendar = {"1mo", "2mo", "3mo", "1y", "5y"};
        for (String coarse : concat(widths, calendar)) {
            for (String fine : concat(widths, calendar)) {
                BucketWidth whole = BucketWidth.parse(coarse);
                BucketWidth part = BucketWidth.parse(fine);
                assertThat(whole.contains(part)).as("%s in %s", fine, coarse).isEqualTo(nests(part, whole));
            }
        }
    }

    @Test
    void widths_are_written_as_words_units_or_iso_durations() {
        assertThat(BucketWidth.parse("min")).isEqualTo(BucketWidth.ofSeconds(60));
        assertThat(BucketWidth.parse("Hour")).isEqualTo(BucketWidth.parse("PT60M"));
        assertThat(BucketWidth.parse("day")).isEqualTo(BucketWidth.parse("24h")).isEqualTo(BucketWidth.parse("P1D"));
        assertThat(BucketWidth.parse("P1W")).isEqualTo(BucketWidth.parse("7d")).isEqualTo(BucketWidth.parse("week"));
        assertThat(BucketWidth.parse("P1M")).isEqualTo(BucketWidth.parse("1mo")).isEqualTo(BucketWidth.parse("MONTH"));
        assertThat(BucketWidth.parse("P1Y6M")).isEqualTo(BucketWidth.ofMonths(18));
        assertThat(BucketWidth.parse("P1DT12H")).isEqualTo(BucketWidth.parse("36h"));
        assertThat(BucketWidth.parse(" year ")).isEqualTo(BucketWidth.ofMonths(12));
    }

    @Test
    void anything_else_is_refused_with_what_is_accepted() {
        for (String text : new String[] {"", "fortnight", "1.5h", "-1d", "P", "PT", "5", "m5", "1 d"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BucketWidth.parse(text))
                    .withMessageContaining("90s 15m 6h");
        }
        for (String text : new String[] {"0s", "0mo", "P0D", "301y", "9999999999w", "9999999999mo", "P1M1D"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> BucketWidth.parse(text));
        }
    }

    @Test
    void intervals_of_the_database_are_read() {
        assertThat(BucketWidth.of("00:05:00")).isEqualTo(BucketWidth.parse("5m"));
        assertThat(BucketWidth.of("7 days")).isEqualTo(BucketWidth.parse("1w"));
        assertThat(BucketWidth.of("1 day 12:00:00")).isEqualTo(BucketWidth.parse("36h"));
        assertThat(BucketWidth.of("1 mon")).isEqualTo(BucketWidth.parse("1mo"));
        assertThat(BucketWidth.of("1 year 6 mons")).isEqualTo(BucketWidth.ofMonths(18));
        assertThatIllegalArgumentException().isThrownBy(() -> BucketWidth.of("1 mon 1 day"));
        assertThatIllegalArgumentException().isThrownBy(() -> BucketWidth.of("00:00:00.5"));
    }

    @Test
    void the_printed_form_reads_back() {
        for (String text : new String[] {"7s", "90s", "15m", "6h", "2d", "1w", "3w", "3mo", "1y", "18mo"}) {
            assertThat(BucketWidth.parse(text)).hasToString(text);
        }
    }

    private static void assertBucket(BucketWidth width, ZonedDateTime time, ZonedDateTime start, ZonedDateTime end) {
        long at = Micros.of(time.toInstant());
        long from = Micros.of(start.toInstant());
        long to = Micros.of(end.toInstant());
        assertThat(width.floor(at)).as("%s at %s", width, time).isEqualTo(from);
        assertThat(width.ceil(at)).isEqualTo(at == from ? from : to);
        assertThat(width.next(from)).isEqualTo(to);
        assertThat(width.floor(to - 1)).isEqualTo(from);
    }

    private static boolean nests(BucketWidth fine, BucketWidth coarse) {
        long from = coarse.floor(micros("1960-01-01T00:00:00Z"));
        for (int i = 0; i < 100; i++, from = coarse.next(from)) {
            if (fine.floor(from) != from) {
                return false;
            }
        }
        return true;
    }

    private static String[] concat(String[] left, String[] right) {
        String[] all = java.util.Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }

    private static ZonedDateTime randomTime(Random random) {
        long micros = random.nextLong(FIRST, LAST);
        return Micros.toInstant(random.nextBoolean() ? micros : Math.floorDiv(micros, Micros.DAY) * Micros.DAY)
                .atZone(ZoneOffset.UTC);
    }

    private static ZonedDateTime utc(String text) {
        return ZonedDateTime.parse(text).withZoneSameInstant(ZoneOffset.UTC);
    }

    private static long micros(String text) {
        return Micros.of(Instant.parse(text));
    }
}
