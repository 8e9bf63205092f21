package io.varve.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes {@code db/install.sql} out of what Flyway ran in a database, and in which order. */
final class InstallScript {

    static final Path FILE = Path.of("db/install.sql");

    private static final String BEFORE = """
            -- Varve's schema without the service: psql -d DATABASE -f db/install.sql, as the owner of an empty database. An ordinary role suffices.
            -- All of it or, after an error, nothing. How to drive it from there: docs/sql-first.md. Generated: mvn verify -Dit.test=DataDictionaryIT
            -- -Dvarve.docs.write=true.
            \\set ON_ERROR_STOP on
            BEGIN;
            SET LOCAL TimeZone = 'UTC';
            SET LOCAL client_min_messages = warning;
            """;

    /** Flyway's own table, with what it calls a baseline: a service that starts here later goes on from there. */
    private static final String AFTER = """
            CREATE TABLE public.flyway_schema_history (
                installed_rank integer NOT NULL,
                version varchar(50),
                description varchar(200) NOT NULL,
                type varchar(20) NOT NULL,
                script varchar(1000) NOT NULL,
                checksum integer,
                installed_by varchar(100) NOT NULL,
                installed_on timestamp NOT NULL DEFAULT now(),
                execution_time integer NOT NULL,
                success boolean NOT NULL,
                CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank)
            );
            CREATE INDEX flyway_schema_history_s_idx ON public.flyway_schema_history (success);
            INSERT INTO public.flyway_schema_history
            VALUES (1, '%s', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, current_user, now(), 0, true);
            COMMIT;
            """;

    private final JdbcClient migrated;

    InstallScript(JdbcClient migrated) {
        this.migrated = migrated;
    }

    String sql() throws IOException {
        Map<String, Path> files = files();
        String included = migrated
                .sql("SELECT script FROM public.flyway_schema_history WHERE success ORDER BY installed_rank")
                .query(String.class)
                .list()
                .stream()
                .map(script -> "\\ir " + files.get(script.substring(script.lastIndexOf('/') + 1)) + "\n")
                .collect(Collectors.joining());
        String version = migrated.sql("SELECT max(version) FROM public.flyway_schema_history")
                .query(String.class)
                .single();
        return BEFORE + included + AFTER.formatted(version);
    }

    private static Map<String, Path> files() throws IOException {
        Path root = FILE.toAbsolutePath().getParent();
        if (root == null) {
            throw new UncheckedIOException(new IOException(FILE + " has no directory"));
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".sql") && !file.endsWith("install.sql"))
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), root::relativize));
        }
    }
}
