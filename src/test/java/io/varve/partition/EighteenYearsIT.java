package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.rollup.RefreshCycle;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Eighteen years of points and eight queries over all of them at the same moment, on a server with default locks. */
@ExtendWith(DatabaseExtension.class)
class EighteenYearsIT {

    private static final String ALL = "?series=s&start_time=2008-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z"
            + "&interval=year&agg_func=count&limit=1000";

    private final TestDatabase database;

    EighteenYearsIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void eight_queries_work_from_raw_from_tiers_and_with_late_points_at_both_ends() throws SQLException {
        try (RunningVarve varve = RunningVarve.start(database, Instant.parse("2026-01-10T00:00:00Z"))) {
            post(
                    varve,
                    IntStream.range(0, 18 * 12)
                            .mapToObj(month -> "%d-%02d-15T12:00:00Z".formatted(2008 + month / 12, 1 + month % 12)));
            assertThat(locksOfEightAtOnce(varve, 12)).isBetween(216, 1000);

            varve.bean(RefreshCycle.class).run(varve.clock().instant());
            assertThat(locksOfEightAtOnce(varve, 12)).isLessThan(100);

            post(varve, IntStream.range(2008, 2026).mapToObj("%d-03-03T03:03:03Z"::formatted));
            assertThat(locksOfEightAtOnce(varve, 13)).isLessThan(2500);
        }
    }

    private static void post(RunningVarve varve, Stream<String> times) {
        String points = times.map(time -> "{\"series\":\"s\",\"time\":\"" + time + "\",\"value\":1}")
                .collect(Collectors.joining(",", "{\"points\":[", "]}"));
        HttpResponse<String> answer = varve.post("/api/points", "application/json", points);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Checks the answer, then holds the locks of its statement eight times over. Returns how many one of them takes. */
    private int locksOfEightAtOnce(RunningVarve varve, int pointsPerYear) throws SQLException {
        JsonNode answer = RunningVarve.json(varve.get("/api/timeseries" + ALL));
        assertThat(answer.get("results").values())
                .hasSize(18)
                .allMatch(row -> row.get("value").asInt() == pointsPerYear);
        String sql = RunningVarve.json(varve.get("/api/timeseries/explain" + ALL))
                .get("sql")
                .asString();
        assertThat(database.jdbc()
                        .sql("SHOW max_locks_per_transaction")
                        .query(Integer.class)
                        .single())
                .isEqualTo(64);
        List<Connection> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Connection session = database.dataSource().getConnection();
                sessions.add(session);
                session.setAutoCommit(false);
                try (Statement statement = session.createStatement()) {
                    statement.execute("SET jit = off");
                    statement.execute(sql);
                }
            }
            return locks(sessions.get(7));
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    private static int locks(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")) {
            result.next();
            return result.getInt(1);
        }
    }
}
