package io.varve.database;

import io.varve.database.PostgresPrograms.Result;
import io.varve.support.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL of one test's own, as durable as the embedded one, with a migrated database. It can be shut down as by a
 * power cut and comes back by recovery, on the same port.
 */
public final class DisposableServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final PostgresPrograms programs;
    private final Path directory;
    private final Cluster cluster;
    private final int port;

    private DisposableServer(PostgresPrograms programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.cluster = new Cluster(programs, directory);
        this.port = port;
    }

    /** @param directory an empty one */
    public static DisposableServer start(Path directory) {
        try {
            DisposableServer server =
                    new DisposableServer(PostgresPrograms.unpack(ServiceProcess.BINARIES), directory, freePort());
            server.cluster.initialise();
            server.cluster.start(server.port, TIMEOUT);
            server.cluster.ensureApplicationDatabase(server.port);
            Flyway.configure()
                    .dataSource(server.dataSource(server.username()))
                    .locations("classpath:db/migration", "classpath:db/repeatable")
                    .placeholderReplacement(false)
                    .load()
                    .migrate();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return Cluster.url(port, Cluster.APPLICATION);
    }

    /** The ordinary owner of the database. */
    public String username() {
        return Cluster.APPLICATION;
    }

    public String password() {
        return cluster.password();
    }

    /** Not pooled. The superuser {@code postgres} has the same password as the owner. */
    public PGSimpleDataSource dataSource(String user) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url());
        dataSource.setUser(user);
        dataSource.setPassword(password());
        return dataSource;
    }

    /** Every process of it ends at once, without a checkpoint and without a word to the clients. */
    public void stopImmediately() {
        pgCtl("stop", "--mode=immediate");
    }

    /** Returns once it has recovered. */
    public void startAgain() {
        try {
            cluster.start(port, TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pgCtl(String command, String mode) {
        try {
            Result result = programs.run("pg_ctl", List.of(command, "--pgdata=" + directory, mode, "--wait"));
            if (result.exitCode() != 0) {
                throw new IllegalStateException(result.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        stopImmediately();
    }
}
