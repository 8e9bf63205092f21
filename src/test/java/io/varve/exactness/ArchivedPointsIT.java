package io.varve.exactness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Points outlive minutes, as in an archive: what is out of date is read through tiers that are gone. */
class ArchivedPointsIT {

    private final Rounds rounds = new Rounds();

    @AfterEach
    void close() {
        rounds.close();
    }

    @Test
    void an_hour_with_a_late_point_is_answered_from_all_its_points_though_its_minutes_are_gone() {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int minute = 0; minute < 180; minute += 5) {
            points.add(rounds.point(Duration.ofMinutes(minute), minute));
        }
        rounds.post(points);
        rounds.refresh(Duration.ofDays(5));
        raiseFloor(1);
        raiseFloor(2);

        rounds.post(List.of(rounds.point(Duration.ofMinutes(77).plusSeconds(7), 1000)));
        JsonNode answer = rounds.check("hour", Duration.ofHours(3));
        assertThat(answer.get("metadata").get("exact").asBoolean()).isTrue();
        assertThat(answer.get("metadata").get("segments").toString()).contains("\"1h\"");
        rounds.check("day", Duration.ofDays(1));
    }

    private void raiseFloor(int tier) {
        assertThat(rounds.database
                        .jdbc()
                        .sql("SELECT rollup.raise_floor(?, ?::timestamptz, NULL, now())::text")
                        .params(tier, Rounds.START.plus(Duration.ofDays(2)).toString())
                        .query(String.class)
                        .single())
                .isNotNull();
    }
}
