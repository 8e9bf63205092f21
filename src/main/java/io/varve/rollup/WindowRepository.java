package io.varve.rollup;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What refreshes of a tier take at once, kept for all instances, and how busy the database is; on the jobs pool. */
@Repository
class WindowRepository {

    private final JdbcClient jdbc;

    WindowRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is known of a tier.
     *
     * @param share of the target time that both were cut to last
     */
    record Kept(Window forward, Window batch, double share) {
        static final Kept USUAL = new Kept(new Window(1), new Window(1), 1);
    }

    Kept kept(int tier) {
        return jdbc.sql("SELECT forward, batch, share FROM rollup.refresh_window WHERE tier_id = ?")
                .param(tier)
                .query((row, number) ->
                        new Kept(new Window(row.getDouble(1)), new Window(row.getDouble(2)), row.getDouble(3)))
                .optional()
                .orElse(Kept.USUAL);
    }

    void keep(int tier, Kept kept, Instant now) {
        jdbc.sql("SELECT rollup.keep_window(?, ?, ?, ?, ?)")
                .params(tier, kept.forward().size(), kept.batch().size(), kept.share(), Timestamp.from(now))
                .query(row -> {});
    }

    /** Sessions of others that are at work on this database. */
    int busySessions() {
        return jdbc.sql("SELECT ops.busy_sessions()").query(Integer.class).single();
    }
}
