package io.varve.catalog;

import io.varve.catalog.SeriesSnapshot.SeriesRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads series from the database, in pages of ascending ids. */
@Component
class SeriesLoader {

    static final int PAGE = 10_000;

    private static final String SERIES = """
            SELECT e.epoch, s.*
            FROM catalog.epoch AS e
            LEFT JOIN (
                SELECT s.series_id, m.metric_type_id, m.name AS metric, f.name AS field, f.kind, s.tags::text, s.user_id
                FROM catalog.series AS s
                JOIN catalog.field AS f USING (field_id)
                JOIN catalog.metric_type AS m USING (metric_type_id)
                WHERE s.series_id > ?
                ORDER BY s.series_id
                LIMIT ?
            ) AS s ON true
            ORDER BY s.series_id
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    SeriesLoader(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** At most {@link #PAGE} series with ids above {@code id}. */
    Page after(int id) {
        Reader reader = new Reader();
        jdbc.sql(SERIES).param(id).param(PAGE).query(reader::read);
        return new Page(reader.epoch, reader.rows);
    }

    /** Surrogate id of every metric type by name. */
    Map<String, Integer> metricTypes() {
        Map<String, Integer> ids = new HashMap<>();
        jdbc.sql("SELECT name, metric_type_id FROM catalog.metric_type").query(row -> {
            ids.put(row.getString(1), row.getInt(2));
        });
        return ids;
    }

    record Page(long epoch, List<SeriesRow> rows) {}

    /** Shares equal names, tags and users between the series of a page: composites repeat them for every field. */
    private static final class Reader {
        private final List<SeriesRow> rows = new ArrayList<>();
        private final Map<String, String> names = new HashMap<>();
        private final Map<String, Tags> tags = new HashMap<>();
        private final Map<UUID, UUID> users = new HashMap<>();
        private long epoch;

        void read(ResultSet row) throws SQLException {
            epoch = row.getLong("epoch");
            int id = row.getInt("series_id");
            if (row.wasNull()) {
                return;
            }
            SeriesKey key = new SeriesKey(
                    shared(row.getString("metric")),
                    tags.computeIfAbsent(row.getString("tags"), this::parse),
                    user(row.getObject("user_id", UUID.class)),
                    shared(row.getString("field")));
            rows.add(new SeriesRow(
                    row.getInt("metric_type_id"), new Series(id, key, ValueKind.of(row.getString("kind")))));
        }

        private Tags parse(String json) {
            Map<String, String> parsed = new HashMap<>();
            JSON.readValue(json, TAGS).forEach((name, value) -> parsed.put(shared(name), shared(value)));
            return Tags.of(parsed);
        }

        private String shared(String text) {
            String known = names.putIfAbsent(text, text);
            return known == null ? text : known;
        }

        private @Nullable UUID user(@Nullable UUID user) {
            return user == null ? null : users.computeIfAbsent(user, id -> id);
        }
    }
}
