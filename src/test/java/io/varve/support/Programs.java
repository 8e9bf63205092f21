package io.varve.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL's client programs, where Debian puts them: the embedded server has none. */
public final class Programs {

    private final Path directory;

    private Programs(Path directory) {
        this.directory = directory;
    }

    /** Those of the server's version, which pg_dump insists on; null if they are not here. */
    public static @Nullable Programs forServer(TestDatabase database) {
        int version = database.jdbc()
                .sql("SELECT current_setting('server_version_num')::integer / 10000")
                .query(Integer.class)
                .single();
        Path directory = Path.of("/usr/lib/postgresql/" + version + "/bin");
        return Files.isExecutable(directory.resolve("pg_dump")) ? new Programs(directory) : null;
    }

    /** Some of any version: psql does not mind. Null if there are none here. */
    public static @Nullable Programs ofClients() {
        for (int version = 20; version >= 14; version--) {
            Path directory = Path.of("/usr/lib/postgresql/" + version + "/bin");
            if (Files.isExecutable(directory.resolve("psql"))) {
                return new Programs(directory);
            }
        }
        return null;
    }

    /** As the database's owner; fails unless the program succeeds. */
    public void run(String program, TestDatabase database, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(directory.resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        PGSimpleDataSource there = (PGSimpleDataSource) database.dataSource();
        builder.environment().put("PGHOST", String.valueOf(there.getServerNames()[0]));
        builder.environment().put("PGPORT", String.valueOf(there.getPortNumbers()[0]));
        builder.environment().put("PGDATABASE", database.name());
        builder.environment().put("PGUSER", database.username());
        builder.environment().put("PGPASSWORD", database.password());
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
