package io.varve.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.varve.support.NaiveRollup;
import io.varve.support.NaiveRollup.Key;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Holds the stored profiles that count (docs/protocol.md, rule 11) against all points ever written. Series 3 is one of texts. */
final class ProfileOracle {

    static final int FIRST_TIER = 3;
    private static final int TEXTS = 3;
    private static final int TEXTS_KEPT = 64;

    private final JdbcClient jdbc;
    private final NaiveRollup points;
    private final Map<Integer, Set<Long>> merged = new HashMap<>();

    ProfileOracle(JdbcClient jdbc, NaiveRollup points) {
        this.jdbc = jdbc;
        this.points = points;
        jdbc.sql("""
                WITH t AS (
                    INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('texts', now(), now()) RETURNING metric_type_id
                ), f AS (
                    INSERT INTO catalog.field (metric_type_id, name, kind) SELECT metric_type_id, k.kind, k.kind FROM t, (VALUES ('number'), ('text')) AS k (kind) RETURNING field_id, kind
                )
                INSERT INTO catalog.series (series_id, field_id, tags, fingerprint, created_at) OVERRIDING SYSTEM VALUE
                SELECT s, field_id, '{}', gen_random_uuid(), now()
                FROM f JOIN generate_series(1, 3) AS s ON (s = ?) = (kind = 'text')""").param(TEXTS).update();
    }

    /** What a tier has of a series: buckets from begins to position, those before sealed whatever is pending. */
    private record Scope(long begins, long position, long floor, long sealed) {

        boolean has(long bucket) {
            return bucket >= begins && bucket >= floor && bucket < position;
        }
    }

    private record Pending(long from, long to) {

        boolean touches(String interval, long bucket) {
            return NaiveRollup.bucketStart(interval, from) <= bucket
                    && NaiveRollup.bucketStart(interval, to - 1) >= bucket;
        }
    }

    private record Stored(
            long bucket,
            long count,
            @Nullable Double min,
            @Nullable Double max,
            double first,
            double last,
            @Nullable Double increase,
            @Nullable Double steps,
            @Nullable Double lines,
            SortedMap<Integer, Long> cells,
            List<Long> sources) {}

    /** Remembers a point that came in below raw's floor. */
    void merged(int series, long micros) {
        merged.computeIfAbsent(series, none -> new HashSet<>()).add(micros);
    }

    int check() {
        int compared = 0;
        for (int tier = FIRST_TIER; tier <= 7; tier++) {
            for (int series = 1; series <= 3; series++) {
                compared += check(tier, series);
            }
        }
        return compared;
    }

    private int check(int tier, int series) {
        String interval = FloorHistory.INTERVALS.get(tier - 1);
        Scope scope = scope(tier, series);
        List<Pending> pending = pending(tier, series);
        Map<Long, List<Key>> expected = expected(interval, series);
        Map<Long, Stored> stored = new HashMap<>();
        stored(tier, series).forEach(row -> stored.put(row.bucket(), row));
        Set<Long> buckets = new HashSet<>(expected.keySet());
        buckets.addAll(stored.keySet());
        buckets.removeIf(bucket -> !scope.has(bucket)
                || bucket >= scope.sealed() && pending.stream().anyMatch(entry -> entry.touches(interval, bucket)));
        for (long bucket : buckets) {
            String what = "profile of %s, series %d, %d".formatted(interval, series, bucket);
            assertThat(stored.containsKey(bucket)).as("%s is stored", what).isEqualTo(expected.containsKey(bucket));
            compare(
                    what,
                    Objects.requireNonNull(stored.get(bucket)),
                    Objects.requireNonNull(expected.get(bucket)),
                    series);
        }
        return buckets.size();
    }

    private Map<Long, List<Key>> expected(String interval, int series) {
        Map<Long, List<Key>> buckets = new HashMap<>();
        for (Key key : points.points().keySet()) {
            if (key.series().equals(Integer.toString(series))) {
                buckets.computeIfAbsent(NaiveRollup.bucketStart(interval, key.micros()), none -> new ArrayList<>())
                        .add(key);
            }
        }
        return buckets;
    }

    private void compare(String what, Stored row, List<Key> keys, int series) {
        List<Double> values = keys.stream().map(this::value).sorted().toList();
        boolean texts = series == TEXTS;
        assertThat(row.count()).as(what).isEqualTo(values.size());
        SortedMap<Integer, Long> cells = new TreeMap<>();
        values.forEach(value -> cells.merge(texts ? value.intValue() : cell(value), 1L, Long::sum));
        if (texts && cells.size() > TEXTS_KEPT) {
            assertThat(row.cells()).as(what).hasSize(TEXTS_KEPT);
            row.cells().forEach((text, n) -> assertThat(n).as(what).isLessThanOrEqualTo(cells.getOrDefault(text, 0L)));
        } else {
            assertThat(row.cells()).as(what).isEqualTo(cells);
        }
        assertThat(row.sources()).as(what).containsExactlyElementsOf(hashes(keys));
        assertThat(Arrays.asList(row.min(), row.max()))
                .as(what)
                .isEqualTo(texts ? Arrays.asList(null, null) : List.of(values.get(0), values.get(values.size() - 1)));
        compareMovement(what, row, highest(keys), series);
    }

    private List<Long> hashes(List<Key> keys) {
        return keys.stream()
                .map(Key::source)
                .filter(source -> source != 0)
                .distinct()
                .map(source -> jdbc.sql("SELECT rollup.source_hash(?)")
                        .param(source)
                        .query(Long.class)
                        .single())
                .sorted()
                .toList();
    }

    private void compareMovement(String what, Stored row, List<Key> keys, int series) {
        assertThat(List.of(row.first(), row.last()))
                .as(what)
                .isEqualTo(List.of(value(keys.get(0)), value(keys.get(keys.size() - 1))));
        if (row.increase() == null || row.steps() == null || row.lines() == null) {
            Set<Long> late = merged.getOrDefault(series, Set.of());
            assertThat(series == TEXTS || keys.stream().anyMatch(key -> late.contains(key.micros())))
                    .as("movement of %s is unknown for a reason", what)
                    .isTrue();
            return;
        }
        double[] moved = moved(keys);
        assertThat(row.increase()).as(what).isCloseTo(moved[0], within(1e-6));
        assertThat(row.steps()).as(what).isCloseTo(moved[1], within(1e-9 * Math.max(1, Math.abs(moved[1]))));
        assertThat(row.lines()).as(what).isCloseTo(moved[2], within(1e-9 * Math.max(1, Math.abs(moved[2]))));
    }

    private double[] moved(List<Key> keys) {
        double[] moved = new double[3];
        for (int i = 1; i < keys.size(); i++) {
            double from = value(keys.get(i - 1));
            double to = value(keys.get(i));
            double seconds = (keys.get(i).micros() - keys.get(i - 1).micros()) / 1e6;
            moved[0] += to >= from ? to - from : to;
            moved[1] += from * seconds;
            moved[2] += (from + to) / 2 * seconds;
        }
        return moved;
    }

    /** Of the points of one time that of the highest source; keys come in order of time, then source. */
    private static List<Key> highest(List<Key> keys) {
        List<Key> highest = new ArrayList<>();
        for (Key key : keys) {
            if (!highest.isEmpty() && highest.get(highest.size() - 1).micros() == key.micros()) {
                highest.remove(highest.size() - 1);
            }
            highest.add(key);
        }
        return highest;
    }

    private static int cell(double value) {
        if (Math.abs(value) < 1e-140) {
            return 0;
        }
        return (int) Math.signum(value) * (20_000 + (int) Math.ceil(51 * Math.log(Math.abs(value))));
    }

    private double value(Key key) {
        return Objects.requireNonNull(points.points().get(key));
    }

    private Scope scope(int tier, int series) {
        return jdbc.sql("SELECT " + micros("begins") + " AS begins, " + micros("position") + " AS position, "
                        + micros("floors[:tier + 1]") + " AS floor, "
                        + micros("rollup.profile_sealed_until(:tier, floors)") + " AS sealed"
                        + " FROM rollup.profile, (SELECT rollup.floors(:series)) AS f (floors) WHERE tier_id = :tier")
                .param("tier", tier)
                .param("series", series)
                .query(Scope.class)
                .single();
    }

    private static String micros(String time) {
        return "CASE %1$s WHEN '-infinity' THEN %2$d WHEN 'infinity' THEN %3$d ELSE raw.micros_of(%1$s) END"
                .formatted(time, -Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private List<Pending> pending(int tier, int series) {
        return jdbc.sql(
                        "SELECT raw.micros_of(from_bucket) AS from, raw.micros_of(to_bucket) AS to FROM rollup.profile_pending"
                                + " WHERE series_id = :series AND tier_id = ANY (rollup.tier_path(:tier))")
                .param("tier", tier)
                .param("series", series)
                .query(Pending.class)
                .list();
    }

    private List<Stored> stored(int tier, int series) {
        String all = "'''1900-01-01Z''::timestamptz', '''2200-01-01Z''::timestamptz'";
        String rows = jdbc.sql("SELECT rollup.profile_sql(?, ?, " + all + ", " + all + ")")
                .params(tier, "ARRAY[" + series + "]")
                .query(String.class)
                .single();
        return jdbc.sql(
                        "SELECT raw.micros_of(bucket), point_count, value_min, value_max, first_value, last_value, increase, step_area,"
                                + " line_area, keys, counts, coalesce(sources, '{}') FROM " + rows + " AS p")
                .query((row, number) -> stored(row))
                .list();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        SortedMap<Integer, Long> cells = new TreeMap<>();
        Integer[] keys = (Integer[]) row.getArray(10).getArray();
        Long[] counts = (Long[]) row.getArray(11).getArray();
        for (int i = 0; i < keys.length; i++) {
            cells.put(keys[i], counts[i]);
        }
        return new Stored(
                row.getLong(1),
                row.getLong(2),
                row.getObject(3, Double.class),
                row.getObject(4, Double.class),
                row.getDouble(5),
                row.getDouble(6),
                row.getObject(7, Double.class),
                row.getObject(8, Double.class),
                row.getObject(9, Double.class),
                cells,
                List.of((Long[]) row.getArray(12).getArray()));
    }
}
