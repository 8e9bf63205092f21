package io.varve.custom;

import io.varve.rollup.Tier;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The custom rollups as they were last seen: a statement that uses one says whether it still is so. */
@Component
public class KnownRollups {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    /** An id that no tier has. */
    private static final short NO_TIER = -1;

    private static final String CURRENT = """
            SELECT c.rollup_id, c.name, c.source_id, c.layer_id = 0 AS by_session, c.width::text AS width, format('custom.%I', 'rollup_' || c.rollup_id) AS table_name,
                   CASE WHEN isfinite(c.begins) THEN raw.micros_of(c.begins) ELSE ? END AS begins,
                   CASE WHEN isfinite(c.position) THEN raw.micros_of(c.position) ELSE ? END AS position, c.generation,
                   ARRAY(
                       SELECT u FROM (
                           SELECT range_agg(tstzrange(greatest(i.from_bucket, c.begins, '1800-01-01Z'), least(i.to_bucket, '2300-01-01Z'))) AS all_of
                           FROM rollup.custom_invalidation AS i
                           WHERE i.rollup_id = c.rollup_id AND greatest(i.from_bucket, c.begins, '1800-01-01Z') < i.to_bucket) AS p
                       CROSS JOIN LATERAL unnest(p.all_of) AS r (r)
                       CROSS JOIN LATERAL (VALUES (raw.micros_of(lower(r.r))), (raw.micros_of(upper(r.r)))) AS v (u)
                       ORDER BY u) AS pending
            FROM rollup.custom AS c
            ORDER BY c.rollup_id""";

    private static final String MEMBERS = """
            SELECT c.generation,
                   ARRAY(SELECT m.series_id FROM rollup.custom_member AS m WHERE m.rollup_id = c.rollup_id ORDER BY m.series_id) AS series,
                   ARRAY(SELECT m.group_id FROM rollup.custom_member AS m WHERE m.rollup_id = c.rollup_id ORDER BY m.series_id) AS groups
            FROM rollup.custom AS c
            WHERE c.rollup_id = ?""";

    private final JdbcClient jdbc;
    private volatile @Nullable Seen latest;

    KnownRollups(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Generation(long number, Members members) {}

    private record Seen(List<Rollup> rollups, long nanos) {}

    /** Not older than some seconds; no statement while that is so. */
    public List<Rollup> known() {
        Seen seen = latest;
        return seen == null || System.nanoTime() - seen.nanos() > MAX_AGE.toNanos() ? current() : seen.rollups();
    }

    public List<Rollup> current() {
        long now = System.nanoTime();
        Seen before = latest;
        List<Rollup> current = jdbc.sql(CURRENT)
                .params(Long.MIN_VALUE, Long.MIN_VALUE)
                .query((row, number) -> rollup(row, before == null ? List.of() : before.rollups()))
                .list();
        latest = new Seen(current, now);
        return current;
    }

    private Rollup rollup(ResultSet row, List<Rollup> before) throws SQLException {
        int id = row.getInt("rollup_id");
        long seen = row.getLong("generation");
        Generation generation = before.stream()
                .filter(each -> each.id() == id && each.generation() == seen)
                .map(each -> new Generation(seen, each.members()))
                .findFirst()
                .orElseGet(() -> generation(id, seen));
        Tier tier = new Tier(
                NO_TIER,
                row.getString("name"),
                row.getShort("source_id"),
                BucketWidth.of(row.getString("width")),
                row.getString("table_name"),
                false);
        return new Rollup(
                id,
                tier,
                row.getBoolean("by_session"),
                row.getLong("begins"),
                row.getLong("position"),
                generation.number(),
                generation.members(),
                stretches((Long[]) row.getArray("pending").getArray()));
    }

    /** The members and their generation of one snapshot, which may be later than the one that was seen. None where it is gone since. */
    private Generation generation(int id, long seen) {
        return jdbc.sql(MEMBERS)
                .param(id)
                .query((row, number) ->
                        new Generation(row.getLong("generation"), new Members(ids(row, "series"), ids(row, "groups"))))
                .optional()
                .orElseGet(() -> new Generation(seen, new Members(new int[0], new int[0])));
    }

    private static int[] ids(ResultSet row, String column) throws SQLException {
        return Stream.of((Integer[]) row.getArray(column).getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<TimeRange> stretches(Long[] ends) {
        List<TimeRange> stretches = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            stretches.add(new TimeRange(ends[i], ends[i + 1]));
        }
        return stretches;
    }
}
