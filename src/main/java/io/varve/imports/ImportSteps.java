package io.varve.imports;

import io.varve.ingest.KeyedPoints.Keyed;
import io.varve.ingest.KeyedPoints.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a round asks the database: what to compare next, and what differs there. */
@Repository
class ImportSteps {

    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ImportSteps(@Qualifier("jobsJdbc") JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    record Stretch(Instant from, Instant to) {}

    /** Points to be written, and points to be deleted. */
    record Differences(List<Keyed> written, List<Stored> deleted) {

        boolean isEmpty() {
            return written.isEmpty() && deleted.isEmpty();
        }
    }

    List<String> active() {
        return jdbc.sql("SELECT name FROM catalog.imported_table WHERE is_active ORDER BY name")
                .query(String.class)
                .list();
    }

    /** @param after the end of the one before; null for the first of a round */
    Optional<Stretch> next(String name, @Nullable Instant after, Instant now, int rows) {
        return jdbc.sql("SELECT s.from_time, s.to_time FROM catalog.imported_table AS i CROSS JOIN LATERAL"
                        + " catalog.import_step(i, ?::timestamptz, ?, ?) AS s WHERE i.name = ?")
                .param(after == null ? null : after.toString())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(rows)
                .param(name)
                .query((row, n) -> new Stretch(instant(row, "from_time"), instant(row, "to_time")))
                .optional();
    }

    Differences differences(String name, Stretch stretch) {
        Differences found = new Differences(new ArrayList<>(), new ArrayList<>());
        Map<String, Map<String, String>> known = new HashMap<>();
        jdbc.sql("SELECT d.* FROM catalog.imported_table AS i CROSS JOIN LATERAL"
                        + " catalog.import_differences(i, ?, ?) AS d WHERE i.name = ?")
                .param(stretch.from().atOffset(ZoneOffset.UTC))
                .param(stretch.to().atOffset(ZoneOffset.UTC))
                .param(name)
                .query(row -> {
                    String key = row.getString("key");
                    if (key == null) {
                        found.deleted.add(
                                new Stored(row.getInt("series_id"), instant(row, "time"), row.getLong("source")));
                    } else {
                        found.written.add(new Keyed(
                                row.getString("series"),
                                known.computeIfAbsent(row.getString("tags"), tags -> json.readValue(tags, TAGS)),
                                instant(row, "time"),
                                key,
                                row.getDouble("value")));
                    }
                });
        return found;
    }

    void done(String name, Instant to) {
        jdbc.sql(
                        "UPDATE catalog.imported_table SET imported_until = greatest(imported_until, ?::timestamptz) WHERE name = ?")
                .param(to.toString())
                .param(name)
                .update();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
