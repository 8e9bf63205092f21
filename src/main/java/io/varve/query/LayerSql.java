package io.varve.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The sub-select of what a layer holds, where that is not one plain table: raw points from batches and chunks, buckets
 * of a packed tier. Its text is made by the database, which has the one definition of it; it is asked once, with place
 * holders.
 */
@Component
class LayerSql {

    static final int RAW = 0;

    /** Among the templates, that of {@link #pointsOf}. */
    private static final int POINTS = -1;

    private final JdbcClient jdbc;
    private final Map<Integer, String> templates = new ConcurrentHashMap<>();

    LayerSql(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * To be given a name. Raw: columns series_id, time, source, value; a tier: those of its table.
     *
     * @param layer 0 for raw, else the id of a tier
     * @param series an expression of type integer[]
     * @param from expression, inclusive; may refer to a row further left
     * @param to expression, exclusive
     * @param bounds literals that from and to do not leave
     */
    String of(int layer, String series, String from, String to, Bounds bounds) {
        return templates
                .computeIfAbsent(layer, this::template)
                .replace("{of}", series)
                .replace("{from}", from)
                .replace("{to}", to)
                .replace("{lower}", bounds.lower())
                .replace("{upper}", bounds.upper());
    }

    /** The points of stretches of many series: a FROM item named r of series_id, lower and upper. */
    String pointsOf(String stretches, Bounds bounds) {
        return templates
                .computeIfAbsent(
                        POINTS,
                        layer -> jdbc.sql("SELECT raw.stretch_point_sql('{of}', '{lower}', '{upper}')")
                                .query(String.class)
                                .single())
                .replace("{of}", stretches)
                .replace("{lower}", bounds.lower())
                .replace("{upper}", bounds.upper());
    }

    /** Literals of times. */
    record Bounds(String lower, String upper) {}

    private String template(int layer) {
        return jdbc.sql("SELECT rollup.layer_sql(?, '{of}', '{from}', '{to}', '{lower}', '{upper}')")
                .param(layer)
                .query(String.class)
                .single();
    }
}
