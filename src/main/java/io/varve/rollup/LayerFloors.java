package io.varve.rollup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The floors as they stand now. */
@Component
public class LayerFloors {

    /** Series with floors of their own come after the layers, which have none. */
    private static final String CURRENT = """
            SELECT (SELECT sum(generation) FROM rollup.floor)::bigint AS generation, s.series_id, f.layer_id,
                   CASE WHEN isfinite(f.position) THEN raw.micros_of(f.position) END AS micros
            FROM rollup.floor AS f
            CROSS JOIN (SELECT NULL::integer AS series_id) AS s
            UNION ALL
            SELECT 0, series_id, layer_id, raw.micros_of(position)
            FROM rollup.series_floor
            ORDER BY series_id NULLS FIRST, layer_id""";

    private final JdbcClient jdbc;
    private volatile @Nullable Floors latest;

    public LayerFloors(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(
            long generation,
            @Nullable Integer seriesId,
            int layerId,
            @Nullable Long micros) {}

    /** All floors, of one instant. */
    public Floors current() {
        List<Row> rows = jdbc.sql(CURRENT).query(Row.class).list();
        List<Long> layers = new ArrayList<>();
        Map<Integer, List<Long>> series = new HashMap<>();
        for (Row row : rows) {
            long floor = row.micros() == null ? Long.MIN_VALUE : row.micros();
            if (row.seriesId() == null) {
                layers.add(floor);
            } else {
                series.computeIfAbsent(
                                row.seriesId(),
                                id -> new ArrayList<>(Collections.nCopies(layers.size(), Long.MIN_VALUE)))
                        .set(row.layerId(), floor);
            }
        }
        Floors current = new Floors(rows.get(0).generation(), layers, series);
        latest = current;
        return current;
    }

    /** As of this generation or a later one. No statement if that is known. */
    public Floors known(long generation) {
        Floors known = known();
        return known.generation() < generation ? current() : known;
    }

    /** What {@link #current} last answered: floors may have moved since. No statement once it has. */
    public Floors known() {
        Floors known = latest;
        return known == null ? current() : known;
    }
}
