package io.varve.crash;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.database.DisposableServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the {@link Sentinel} watches for, done on purpose: it has to see it, or it would prove nothing. */
class SentinelIT {

    private static final String WRITE =
            "INSERT INTO bronze.rollup_1m VALUES (%d, '2025-01-01 00:%02d:00Z', 1, 1, 0, 1, 1,"
                    + " '2025-01-01Z', 0, 1, '2025-01-01Z', 0, 1, '2025-01-01Z')";

    @Test
    void sees_two_who_write_buckets_of_one_series_and_what_moves_back(@TempDir Path directory) throws SQLException {
        try (DisposableServer server = DisposableServer.start(directory)) {
            JdbcClient owner = JdbcClient.create(server.dataSource(server.username()));
            owner.sql("CREATE SCHEMA crash").update();
            Sentinel sentinel = new Sentinel(owner);
            writeAtOnce(server, 1, 2);
            owner.sql("UPDATE rollup.watermark SET position = '2025-01-02Z'").update();
            assertThatCode(sentinel::assertNothingForbiddenHappened).doesNotThrowAnyException();

            writeAtOnce(server, 3, 3);
            assertThatThrownBy(sentinel::assertNothingForbiddenHappened).hasMessageContaining("two transactions");
            owner.sql("SELECT setval('crash.overlaps', 0, false)").query(rows -> {});
            owner.sql("UPDATE rollup.watermark SET position = '2025-01-01Z' WHERE tier_id = 3")
                    .update();
            assertThatThrownBy(sentinel::assertNothingForbiddenHappened).hasMessageContaining("moved back");
        }
    }

    /** Different buckets; a series each. */
    private static void writeAtOnce(DisposableServer server, int series, int another) throws SQLException {
        try (Connection one = server.dataSource(server.username()).getConnection();
                Connection other = server.dataSource(server.username()).getConnection();
                Statement first = one.createStatement();
                Statement second = other.createStatement()) {
            one.setAutoCommit(false);
            first.execute(WRITE.formatted(series, 0));
            second.execute(WRITE.formatted(another, 1));
            one.commit();
        }
    }
}
