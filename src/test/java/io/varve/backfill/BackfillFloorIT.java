package io.varve.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.profile.ProfileCycle;
import io.varve.support.RunningVarve;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackfillFloorIT {

    private final Rebuilt rebuilt = new Rebuilt();

    @AfterEach
    void close() {
        rebuilt.close();
    }

    @Test
    void sealed_buckets_stay_as_they_are_and_what_can_be_recomputed_is() {
        rebuilt.varve.bean(ProfileCycle.class).run(Rebuilt.NOW);
        for (int layer = 0; layer <= 2; layer++) {
            assertThat(rebuilt.database
                            .jdbc()
                            .sql("SELECT rollup.raise_floor(?, '2025-05-18Z', NULL, ?::timestamptz) IS NOT NULL")
                            .params(layer, Rebuilt.NOW.toString())
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
        String before = answers();
        // Only the layers below could say otherwise, and they are gone.
        rebuilt.database
                .jdbc()
                .sql("UPDATE platinum.rollup_1d SET value_sum = value_sum + 1")
                .update();
        rebuilt.untilFinished(rebuilt.begin("{\"from\":\"1900-01-01\",\"to\":\"now\"}"));
        assertThat(answers()).isEqualTo(before);
    }

    private String answers() {
        StringBuilder answers = new StringBuilder();
        for (String interval : List.of("hour", "day", "week", "month", "year")) {
            HttpResponse<String> answer = rebuilt.varve.get("/api/timeseries?start_time=2023-01-01&end_time=2025-06-01"
                    + "&agg_func=count,sum,min,max&interval=" + interval);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            answers.append(RunningVarve.json(answer).path("results"));
        }
        return answers.toString();
    }
}
