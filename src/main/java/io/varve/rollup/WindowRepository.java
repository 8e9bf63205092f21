package io.varve.rollup;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How much refreshes take at once, which the database finds out and keeps for all instances; on the jobs pool. */
@Repository
class WindowRepository {

    private final JdbcClient jdbc;

    WindowRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void fit(String name, int busySessions, long run, Instant now) {
        jdbc.sql("SELECT rollup.fit_windows(?, ?, ?, ?)")
                .params(name, busySessions, run, Timestamp.from(now))
                .query(row -> {});
    }
}
