package io.varve.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the whole protocol rests on: in one snapshot, a tier's row that differs from its points has an invalidation visible,
 * of itself or of a finer bucket inside it. It holds at every moment, between any two steps.
 */
public final class Lemma {

    private Lemma() {}

    /** Fails, naming the first differences, unless it holds for every series and all time. Returns the buckets compared. */
    public static long check(JdbcClient jdbc) {
        return jdbc
                .sql("SELECT tier, checked, mismatches, details::text FROM rollup.reconcile("
                        + "ARRAY(SELECT series_id FROM catalog.series), '1900-01-01Z', '2200-01-01Z')")
                .query((row, number) -> {
                    assertThat(row.getLong("mismatches"))
                            .as("%s: %s", row.getString("tier"), row.getString("details"))
                            .isZero();
                    return row.getLong("checked");
                })
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
