package io.varve.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Extensions that Varve uses where they are, and does without elsewhere. */
@ExtendWith(DatabaseExtension.class)
class ExtensionsIT {

    private static final String QUERY = "SELECT * FROM public.device WHERE room = 'r3' AND label > 'l5'";

    private final JdbcClient plain;

    ExtensionsIT(TestDatabase database) {
        this.plain = database.jdbc();
    }

    @Test
    void without_them_it_says_what_is_missing() {
        assertThatThrownBy(() -> strings(plain, "SELECT job_name FROM ops.schedule_with_pg_cron()"))
                .hasMessageContaining("pg_cron is not installed in database")
                .hasMessageContaining("Hint:");
        assertThat(plain.sql("SELECT ops.unschedule_from_pg_cron()")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThatThrownBy(() -> strings(plain, "SELECT index_definition FROM ops.advise_indexes('SELECT 1')"))
                .hasMessageContaining("the extension hypopg is not present in this database");
    }

    @Test
    void d12_pg_cron_drives_the_jobs_of_the_database_they_are_for() {
        try (Offered offered = new Offered("pg_cron")) {
            JdbcClient jdbc = offered.database().jdbc();
            String jobs =
                    "SELECT concat_ws('|', schedule, command, database, username, active) FROM cron.job ORDER BY jobid";
            strings(jdbc, "SELECT job_name FROM ops.schedule_with_pg_cron()");
            List<String> scheduled = strings(jdbc, jobs);
            assertThat(scheduled)
                    .hasSize(10)
                    .allMatch(job -> job.endsWith("|" + offered.database().name() + "|"
                            + offered.database().username() + "|t"));
            strings(jdbc, "SELECT job_name FROM ops.schedule_with_pg_cron()");
            assertThat(strings(jdbc, jobs)).as("again").isEqualTo(scheduled);
            strings(jdbc, "SELECT command FROM cron.job")
                    .forEach(command -> jdbc.sql(command).update());
            assertThat(strings(jdbc, "SELECT DISTINCT outcome FROM ops.run")).containsExactly("succeeded");
            assertThat(jdbc.sql("SELECT ops.unschedule_from_pg_cron()")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(10);
            assertThat(strings(jdbc, jobs)).isEmpty();
        }
    }

    @Test
    void hypopg_backs_advice_about_indexes_and_leaves_none_behind() {
        try (Offered offered = new Offered("hypopg")) {
            JdbcClient jdbc = offered.database().jdbc();
            jdbc.sql("CREATE TABLE public.device (id integer, label text, room text)")
                    .update();
            jdbc.sql("INSERT INTO public.device SELECT i, 'l' || i, 'r' || i % 50 FROM generate_series(1, 20000) AS i")
                    .update();
            jdbc.sql("ANALYZE public.device").update();
            String advice = "SELECT index_definition FROM ops.advise_indexes($$" + QUERY + "$$) ORDER BY cost_after";
            assertThat(strings(jdbc, advice))
                    .startsWith("CREATE INDEX ON public.device (room, label)", "CREATE INDEX ON public.device (room)");
            assertThat(strings(jdbc, "SELECT indexname FROM hypopg()")).isEmpty();
            jdbc.sql("CREATE INDEX ON public.device (room, label)").update();
            assertThat(strings(jdbc, advice))
                    .as("there is nothing to gain any more")
                    .isEmpty();
        }
    }

    private static List<String> strings(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(String.class).list();
    }

    /** A database with an extension; the test is skipped where the server does not offer it. */
    private static final class Offered implements AutoCloseable {

        private final @Nullable TestDatabase database;

        Offered(String extension) {
            this.database = TestDatabase.with(extension);
            assumeTrue(database != null, "the server does not offer " + extension);
        }

        TestDatabase database() {
            if (database == null) {
                throw new IllegalStateException("the test should have been skipped");
            }
            return database;
        }

        @Override
        public void close() {
            database().close();
        }
    }
}
