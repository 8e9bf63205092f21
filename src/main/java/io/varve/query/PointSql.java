package io.varve.query;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The sub-select of raw points, from batches and chunks. Its text is made by the database, which has the one definition
 * of it; it is asked once, with place holders.
 */
@Component
class PointSql {

    private final JdbcClient jdbc;
    private final AtomicReference<@Nullable String> template = new AtomicReference<>();

    PointSql(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Columns series_id, time, source, value, to be given a name.
     *
     * @param series an expression of type integer[]
     * @param from expression, inclusive; may refer to a row further left
     * @param to expression, exclusive
     * @param bounds literals that from and to do not leave
     */
    String of(String series, String from, String to, Bounds bounds) {
        return text().replace("{series}", series)
                .replace("{from}", from)
                .replace("{to}", to)
                .replace("{lower}", bounds.lower())
                .replace("{upper}", bounds.upper());
    }

    /** Literals of times. */
    record Bounds(String lower, String upper) {}

    private String text() {
        String known = template.get();
        if (known == null) {
            known = jdbc.sql("SELECT raw.point_sql('{series}', '{from}', '{to}', '{lower}', '{upper}')")
                    .query(String.class)
                    .single();
            template.set(known);
        }
        return known;
    }
}
