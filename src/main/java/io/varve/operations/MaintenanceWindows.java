package io.varve.operations;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The windows there are, on the pool of requests that write. */
@Repository
class MaintenanceWindows {

    private static final String ALL =
            "SELECT name, effect, job, tier, from_at, nullif(until_at, 'infinity') AS until_at, from_time, until_time,"
                    + " days::integer[] AS days, time_zone FROM ops.maintenance_window ";

    private final JdbcClient jdbc;

    MaintenanceWindows(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<MaintenanceWindow> all() {
        return jdbc.sql(ALL + "ORDER BY name")
                .query((row, number) -> window(row))
                .list();
    }

    /** Names of time zones, as the database knows them. */
    List<String> zones() {
        return jdbc.sql("SELECT name FROM pg_timezone_names")
                .query(String.class)
                .list();
    }

    void put(String name, MaintenanceWindow window) {
        jdbc.sql("""
                        INSERT INTO ops.maintenance_window
                            (name, effect, job, tier, from_at, until_at, from_time, until_time, days, time_zone)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::smallint[], ?)
                        ON CONFLICT (name) DO UPDATE
                        SET effect = EXCLUDED.effect, job = EXCLUDED.job, tier = EXCLUDED.tier, from_at = EXCLUDED.from_at,
                            until_at = EXCLUDED.until_at, from_time = EXCLUDED.from_time, until_time = EXCLUDED.until_time,
                            days = EXCLUDED.days, time_zone = EXCLUDED.time_zone""")
                .params(Arrays.asList(
                        name,
                        window.effect(),
                        window.job(),
                        window.tier(),
                        time(window.from()),
                        time(window.until()),
                        window.fromTime(),
                        window.untilTime(),
                        window.days() == null ? null : window.days().toArray(Integer[]::new),
                        window.timeZone()))
                .update();
    }

    /** Whether there was one. */
    boolean delete(String name) {
        return jdbc.sql("DELETE FROM ops.maintenance_window WHERE name = ?")
                        .param(name)
                        .update()
                > 0;
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static MaintenanceWindow window(ResultSet row) throws SQLException {
        Array days = row.getArray("days");
        return new MaintenanceWindow(
                row.getString("name"),
                row.getString("effect"),
                row.getString("job"),
                row.getString("tier"),
                MonitorRepository.instant(row, "from_at"),
                MonitorRepository.instant(row, "until_at"),
                row.getObject("from_time", LocalTime.class),
                row.getObject("until_time", LocalTime.class),
                days == null ? null : List.of((Integer[]) days.getArray()),
                row.getString("time_zone"));
    }
}
