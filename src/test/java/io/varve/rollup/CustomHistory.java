package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Summary;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Custom rollups in a {@link FloorHistory}: how they come into being, their steps, and what they should hold. */
final class CustomHistory {

    private static final long MINUTE = 60_000_000L;

    /** Names, with how the oracle calls their interval. */
    static final Map<String, String> INTERVALS = Map.of(
            "hours", "hour", "quarters", "900s", "days", "day", "months", "month", "visits", "hour", "stays", "day");

    private final FloorHistory history;
    private final NaiveRollup oracle;
    private final JdbcClient jdbc;

    CustomHistory(FloorHistory history) {
        this.history = history;
        this.oracle = history.oracle();
        this.jdbc = history.database.jdbc();
        jdbc.sql("DELETE FROM catalog.series").update();
        jdbc.sql("INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('m', now(), now())")
                .update();
        jdbc.sql(
                        "INSERT INTO catalog.field (metric_type_id, name, kind) SELECT metric_type_id, 'value', 'number' FROM catalog.metric_type WHERE name = 'm'")
                .update();
    }

    /** The row of a rollup's table. */
    record Stored(
            int group,
            long session,
            long bucket,
            long count,
            double sum,
            double m2,
            double min,
            double max,
            double first,
            double last) {}

    private record Stretch(int group, long from, long to) {}

    private record Row(int group, long session) {}

    /** Makes a series known, with a tag k. */
    void series(int id, String k) {
        jdbc.sql(
                        "INSERT INTO catalog.series (series_id, field_id, tags, fingerprint, created_at) OVERRIDING SYSTEM VALUE"
                                + " SELECT ?, field_id, jsonb_strip_nulls(jsonb_build_object('k', nullif(?::text, ''), 'n', ?::text)), gen_random_uuid(), now() FROM catalog.field JOIN catalog.metric_type USING (metric_type_id) WHERE metric_type.name = 'm'")
                .params(id, k, Integer.toString(id))
                .update();
    }

    void create(String name, String source, String interval, String dimensions, Instant now) {
        create(name, source, interval, dimensions, "NULL", now);
    }

    void create(String name, String source, String interval, String dimensions, String retention, Instant now) {
        history.one(
                Integer.class,
                "SELECT rollup.create_rollup(?, ?, ?::interval, ARRAY['m'], ?::text[], p_retention => " + retention
                        + ", p_now => ?::timestamptz)",
                name,
                source,
                interval,
                dimensions,
                FloorHistory.at(now));
    }

    /** One step; returns whether that was all. */
    boolean refresh(String name, Instant now) {
        return history.one(
                Boolean.class,
                "SELECT finished FROM rollup.refresh_rollup(?, ?::timestamptz)",
                name,
                FloorHistory.at(now));
    }

    void drain(String name, Instant now) {
        for (int step = 0; step < 200 && !refresh(name, now); step++) {}
    }

    /** Every bucket that is made, and is not said to be out of date, is the oracle's; returns how many were compared. */
    int check(String name) {
        Map<String, Object> rollup = jdbc.sql(
                        "SELECT rollup_id, source_id, layer_id = 0 AS by_session,"
                                + " CASE WHEN isfinite(begins) THEN raw.micros_of(begins) ELSE -1 END AS begins,"
                                + " CASE WHEN isfinite(position) THEN raw.micros_of(position) ELSE -1 END AS position FROM rollup.custom WHERE name = ?")
                .param(name)
                .query()
                .singleRow();
        int id = (Integer) Objects.requireNonNull(rollup.get("rollup_id"));
        long begins = (Long) Objects.requireNonNull(rollup.get("begins"));
        long position = (Long) Objects.requireNonNull(rollup.get("position"));
        List<Stretch> pending = jdbc.sql(
                        "SELECT group_id AS \"group\", raw.micros_of(greatest(from_bucket, '1990-01-01Z')) AS from,"
                                + " raw.micros_of(to_bucket) AS to FROM rollup.custom_invalidation WHERE rollup_id = ?"
                                + " UNION ALL SELECT m.group_id, raw.micros_of(i.from_bucket), raw.micros_of(i.to_bucket)"
                                + " FROM rollup.custom_member AS m JOIN rollup.invalidation AS i USING (series_id)"
                                + " WHERE m.rollup_id = ? AND i.tier_id = ANY (rollup.tier_path(?::smallint))")
                .params(id, id, Objects.requireNonNull(rollup.get("source_id")))
                .query(Stretch.class)
                .list();
        boolean bySession = (Boolean) Objects.requireNonNull(rollup.get("by_session"));
        List<Stored> rows = jdbc.sql("SELECT group_id AS \"group\", " + (bySession ? "session" : "0::bigint AS session")
                        + ", raw.micros_of(bucket) AS bucket, point_count AS count, value_sum AS sum,"
                        + " value_m2 AS m2, value_min AS min, value_max AS max, first_value AS first, last_value AS last"
                        + " FROM custom.rollup_" + id)
                .query(Stored.class)
                .list();
        String interval = Objects.requireNonNull(INTERVALS.get(name));
        int compared = 0;
        Map<Integer, Set<String>> members = members(id);
        for (Row each : keys(rows, members.keySet(), bySession)) {
            Set<String> series = Objects.requireNonNull(members.get(each.group()));
            SortedMap<Long, Summary> expected = oracle.rollup(
                    interval,
                    begins,
                    position,
                    key -> series.contains(key.series())
                            && (!bySession || Math.max(key.source(), 0) == each.session()));
            SortedMap<Long, Stored> stored = new TreeMap<>();
            rows.stream()
                    .filter(row ->
                            row.group() == each.group() && row.session() == each.session() && row.bucket() >= begins)
                    .forEach(row -> stored.put(row.bucket(), row));
            for (Stretch entry : pending) {
                if (entry.group() == each.group()) {
                    stored.keySet().removeIf(bucket -> covers(entry, interval, bucket));
                    expected.keySet().removeIf(bucket -> covers(entry, interval, bucket));
                }
            }
            assertThat(stored.keySet()).as("%s of %s, %s", name, series, each).isEqualTo(expected.keySet());
            expected.forEach((bucket, summary) -> compare(Objects.requireNonNull(stored.get(bucket)), summary));
            compared += expected.size();
        }
        reconcile(name);
        return compared;
    }

    private Map<Integer, Set<String>> members(int rollup) {
        Map<Integer, Set<String>> members = new TreeMap<>();
        jdbc.sql("SELECT group_id, series_id::text FROM rollup.custom_member WHERE rollup_id = ?")
                .param(rollup)
                .query(row -> {
                    members.computeIfAbsent(row.getInt(1), group -> new TreeSet<>())
                            .add(row.getString(2));
                });
        return members;
    }

    /** What rows there are, or should be, of. */
    private Set<Row> keys(List<Stored> rows, Set<Integer> groups, boolean bySession) {
        Set<Row> keys = new LinkedHashSet<>();
        rows.forEach(row -> keys.add(new Row(row.group(), row.session())));
        for (int group : groups) {
            keys.add(new Row(group, 0));
            oracle.points().keySet().stream()
                    .filter(key -> bySession && key.source() > 0)
                    .forEach(key -> keys.add(new Row(group, key.source())));
        }
        return keys;
    }

    /** So it is to the reconciliation, which holds it against its source. */
    private void reconcile(String name) {
        assertThat(history.one(
                        String.class,
                        "SELECT coalesce(string_agg(details::text, ' ') FILTER (WHERE mismatches > 0), '')"
                                + " FROM rollup.reconcile(ARRAY[1, 2, 3], '2020-01-01Z', '2030-01-01Z', ARRAY['" + name
                                + "'])"))
                .as(name)
                .isEmpty();
    }

    /** How many entries say of buckets that they are out of date for good. */
    long lost() {
        return jdbc.sql("SELECT count(*) FROM rollup.custom_invalidation WHERE is_lost")
                .query(Long.class)
                .single();
    }

    private static boolean covers(Stretch entry, String interval, long bucket) {
        return NaiveRollup.bucketStart(interval, entry.from()) <= bucket
                && bucket <= NaiveRollup.bucketStart(interval, entry.to() - MINUTE);
    }

    private static void compare(Stored row, Summary summary) {
        assertThat(List.of(row.count(), row.sum(), row.min(), row.max(), row.first(), row.last()))
                .as("%s", row)
                .isEqualTo(List.of(
                        summary.count(), summary.sum(), summary.min(), summary.max(), summary.first(), summary.last()));
        if (row.count() > 1) {
            assertThat(row.m2() / (row.count() - 1)).isCloseTo(summary.variance(), within(1e-6));
        }
    }
}
