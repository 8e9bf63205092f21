package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.varve.support.RunningVarve;
import io.varve.support.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Refreshes that fail, die or are held up: nothing is swallowed, nothing is stuck, nothing has to be cleared by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StuckRefreshIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int WEEK = 5;
    private static final int MONTH = 6;

    private final Rounds rounds = new Rounds();

    @BeforeAll
    void a_way_to_fail() {
        rounds.database
                .jdbc()
                .sql(
                        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused' USING ERRCODE = 'disk_full'; END $$")
                .update();
    }

    @BeforeEach
    void begin(TestInfo test) {
        rounds.begin(test.getDisplayName().substring(0, 3));
    }

    @AfterAll
    void close() {
        rounds.close();
    }

    @Test
    void d11_d12_a_tier_that_fails_is_counted_every_time_and_goes_on_by_itself() {
        double before = failures("1w");
        rounds.post(days(40));
        fail();
        rounds.refresh(Duration.ofDays(45));
        assertThat(failures("1w")).isEqualTo(before + 1);
        rounds.refresh(MINUTE);
        assertThat(failures("1w")).as("tried again in the next round").isEqualTo(before + 2);

        heal();
        rounds.refresh(MINUTE);
        assertThat(failures("1w")).as("kept, though it works again").isEqualTo(before + 2);
        assertThat(rounds.watermark(WEEK)).isAfter(rounds.start().plus(Duration.ofDays(35)));
        JsonNode answer = rounds.check("week", Duration.ofDays(42));
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1w\"");
    }

    @Test
    void d14_while_a_tier_fails_the_others_keep_what_they_did_and_answers_are_exact() {
        Instant stuck = rounds.watermark(WEEK);
        rounds.post(days(40));
        fail();
        rounds.refresh(Duration.ofDays(45));

        assertThat(rounds.watermark(WEEK)).isEqualTo(stuck);
        assertThat(rounds.watermark(MONTH)).as("comes after it").isAfter(rounds.start());
        rounds.check("day", Duration.ofDays(40));
        rounds.check("week", Duration.ofDays(42));
    }

    @Test
    void d13_a_refresh_that_dies_leaves_nothing_that_has_to_be_cleared() {
        rounds.refresh(MINUTE);
        rounds.post(minutes(120));
        rounds.varve().clock().tick(HOUR);
        try (Session other = Session.open(rounds.database)) {
            forward(other);
            kill(other);
            rounds.refresh(MINUTE);
        }
        assertThat(rounds.watermark()).isEqualTo(rounds.start().plus(Duration.ofMinutes(61)));
        rounds.check("min", HOUR);
    }

    @Test
    void d15_a_refresh_that_takes_long_is_passed_over_and_its_work_not_taken_away() {
        rounds.refresh(MINUTE);
        rounds.post(minutes(120));
        Instant before = rounds.watermark();
        rounds.varve().clock().tick(HOUR);
        try (Session other = Session.open(rounds.database)) {
            forward(other);
            rounds.refresh(MINUTE);
            rounds.refresh(Duration.ofDays(3));
            assertThat(rounds.watermark()).as("however long it takes").isEqualTo(before);
            assertThat(failures("1m")).as("passed over, not waited for").isZero();
            rounds.check("hour", Duration.ofHours(2));
            other.commit();
        }
        rounds.refresh(MINUTE);
        assertThat(rounds.watermark()).isAfter(rounds.start().plus(Duration.ofDays(3)));
        rounds.check("min", Duration.ofHours(2));
        rounds.check("hour", Duration.ofHours(2));
    }

    /** What a worker has done of its refresh before it commits: it holds all shards of the tier. */
    private void forward(Session other) {
        String now = rounds.varve().clock().instant().toString();
        other.one(Boolean.class, "SELECT rollup.raise_fence(0, ?::timestamptz, interval '30 s')", now);
        other.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        other.begin();
        assertThat(other.one(Long.class, "SELECT row_count FROM rollup.refresh_forward(1, ?::timestamptz)", now))
                .isPositive();
    }

    private void kill(Session other) {
        rounds.database
                .jdbc()
                .sql("SELECT pg_terminate_backend(?)")
                .param(other.pid())
                .query(Boolean.class)
                .single();
        await().until(() -> rounds.database
                .jdbc()
                .sql("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = ?")
                .param(other.pid())
                .query(Boolean.class)
                .single());
    }

    private void fail() {
        rounds.database
                .jdbc()
                .sql(
                        "CREATE TRIGGER refuse BEFORE INSERT ON platinum.rollup_1w FOR EACH ROW EXECUTE FUNCTION public.refuse()")
                .update();
    }

    @AfterEach
    void heal() {
        rounds.database
                .jdbc()
                .sql("DROP TRIGGER IF EXISTS refuse ON platinum.rollup_1w")
                .update();
    }

    private double failures(String tier) {
        RunningVarve varve = rounds.varve();
        Matcher counted = Pattern.compile("varve_refresh_failures_total\\{tier=\"" + tier + "\"} ([0-9.]+)")
                .matcher(varve.get("/actuator/prometheus").body());
        return counted.find() ? Double.parseDouble(counted.group(1)) : 0;
    }

    private List<Map<String, Object>> days(int count) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int day = 0; day < count; day++) {
            points.add(rounds.point(Duration.ofDays(day), day));
        }
        return points;
    }

    private List<Map<String, Object>> minutes(int count) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int minute = 0; minute < count; minute++) {
            points.add(rounds.point(Duration.ofMinutes(minute), minute));
        }
        return points;
    }
}
