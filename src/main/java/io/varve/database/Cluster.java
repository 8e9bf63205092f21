package io.varve.database;

import io.varve.database.PostgresPrograms.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The files of one embedded PostgreSQL, and the commands that initialise, start and stop it. Its users authenticate by a
 * random password kept in a file that only the owner of the directory can read.
 */
final class Cluster {

    /** Name of the ordinary role that owns the application's database, and of that database. */
    static final String APPLICATION = "varve";

    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD_FILE = "varve.password";
    private static final String DRAFT = "initdb.tmp";
    private static final String VERSION_FILE = "PG_VERSION";
    private static final String SERVER_LOG = "server.log";
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(10);

    private final PostgresPrograms programs;
    private final Path directory;

    Cluster(PostgresPrograms programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    String password() {
        try {
            return Files.readString(directory.resolve(PASSWORD_FILE));
        } catch (IOException e) {
            throw new UnusableDatabaseException("Cannot read " + directory.resolve(PASSWORD_FILE), e);
        }
    }

    /** Does nothing for a directory that holds a cluster. A process killed halfway leaves a directory that can be resumed. */
    void initialise() throws IOException {
        if (Files.exists(directory.resolve(VERSION_FILE))) {
            return;
        }
        Path draft = directory.resolve(DRAFT);
        Path complete = draft.resolve("complete");
        if (!Files.exists(complete)) {
            FileSystemUtils.deleteRecursively(draft);
            initdb(draft);
            Files.createFile(complete);
        }
        moveUp(draft, complete);
    }

    private void initdb(Path target) throws IOException {
        Path passwordFile = directory.resolve(PASSWORD_FILE);
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        OwnerOnly.write(passwordFile, Base64.getUrlEncoder().encodeToString(random));
        List<String> arguments = List.of(
                "--pgdata=" + target,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        Result result = programs.run("initdb", arguments);
        if (result.exitCode() != 0) {
            throw new UnusableDatabaseException("Cannot initialise the embedded PostgreSQL in %s: %s"
                    .formatted(directory, ServerLog.reason(result.output())));
        }
    }

    // The version file goes last: it is what makes the directory a cluster.
    private void moveUp(Path draft, Path complete) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(draft)) {
            files = listed.filter(file -> !file.equals(complete) && !file.endsWith(VERSION_FILE))
                    .toList();
        }
        for (Path file : files) {
            Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(draft.resolve(VERSION_FILE), directory.resolve(VERSION_FILE), StandardCopyOption.ATOMIC_MOVE);
        FileSystemUtils.deleteRecursively(draft);
    }

    void start(int port, Duration timeout) throws IOException {
        Path log = directory.resolve(SERVER_LOG);
        if (Files.exists(log)) {
            Files.move(log, directory.resolve(SERVER_LOG + ".previous"), StandardCopyOption.REPLACE_EXISTING);
        }
        Result result = programs.run(
                "pg_ctl",
                List.of(
                        "start",
                        "--pgdata=" + directory,
                        "--log=" + log,
                        "--wait",
                        "--timeout=" + timeout.toSeconds(),
                        "--options=" + options(port)));
        if (result.exitCode() != 0) {
            programs.run("pg_ctl", List.of("stop", "--pgdata=" + directory, "--mode=immediate"));
            throw new UnusableDatabaseException("The embedded PostgreSQL in %s did not start: %s"
                    .formatted(
                            directory, ServerLog.reason(Files.exists(log) ? Files.readString(log) : result.output())));
        }
    }

    // Loopback only, no socket files, and nothing that gives up durability.
    private static String options(int port) {
        return String.join(
                " -c ",
                "-p " + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "cluster_name=" + Orphans.CLUSTER_NAME,
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "timezone=UTC",
                "log_timezone=UTC",
                "log_checkpoints=off");
    }

    /** Waits until the server has written its last checkpoint. Sessions still open are ended, their transactions rolled back. */
    void stop() {
        try {
            Result result = programs.run(
                    "pg_ctl",
                    List.of(
                            "stop",
                            "--pgdata=" + directory,
                            "--mode=fast",
                            "--wait",
                            "--timeout=" + STOP_TIMEOUT.toSeconds()));
            if (result.exitCode() != 0) {
                throw new IllegalStateException("The embedded PostgreSQL did not stop: " + result.output());
            }
        } catch (IOException e) {
            throw new IllegalStateException("The embedded PostgreSQL did not stop", e);
        }
    }

    /** The application gets an ordinary role, as it would have on a server run by somebody else. */
    void ensureApplicationDatabase(int port) {
        String password = password();
        try (Connection connection = DriverManager.getConnection(url(port, "postgres"), SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '" + APPLICATION + "'")) {
                statement.execute("CREATE ROLE " + APPLICATION + " LOGIN PASSWORD '" + password + "'");
            }
            if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + APPLICATION + "'")) {
                statement.execute("CREATE DATABASE " + APPLICATION + " OWNER " + APPLICATION);
            }
        } catch (SQLException e) {
            throw new UnusableDatabaseException(
                    "Cannot prepare the database of the embedded PostgreSQL in %s: %s"
                            .formatted(directory, e.getMessage()),
                    e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
