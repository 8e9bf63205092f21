package io.varve.crash;

import static org.awaitility.Awaitility.await;

import io.varve.database.DisposableServer;
import io.varve.support.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server of its own with triggers and clock, and instances of the service on it, numbered from 0. */
final class Site implements AutoCloseable {

    /** Longer than what any statement, lock or idle transaction may take here. */
    static final Duration BEYOND_TIMEOUTS = Duration.ofSeconds(4);

    /** Impatient and busy: short timeouts, and jobs several times a second. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx384m"),
            Map.entry("VARVE_POOL_INGEST_STATEMENTTIMEOUT", "3s"),
            Map.entry("VARVE_POOL_INGEST_LOCKTIMEOUT", "2s"),
            Map.entry("VARVE_POOL_INGEST_IDLEINTRANSACTIONTIMEOUT", "2s"),
            Map.entry("VARVE_POOL_JOBS_STATEMENTTIMEOUT", "3s"),
            Map.entry("VARVE_POOL_JOBS_LOCKTIMEOUT", "2s"),
            Map.entry("VARVE_POOL_JOBS_IDLEINTRANSACTIONTIMEOUT", "2s"),
            Map.entry("VARVE_POOL_JOBS_CONNECTIONTIMEOUT", "2s"),
            Map.entry("VARVE_REFRESH_INTERVAL", "200ms"),
            Map.entry("VARVE_REFRESH_DELAY", "0s"),
            Map.entry("VARVE_REFRESH_PACKAFTER", "10m"),
            Map.entry("VARVE_SETTLE_INTERVAL", "300ms"),
            Map.entry("VARVE_SETTLE_KEEP", "0s"),
            Map.entry("VARVE_RECONCILE_INTERVAL", "2s"),
            Map.entry("VARVE_ROLLUPS_INTERVAL", "300ms"),
            Map.entry("VARVE_PROFILE_INTERVAL", "300ms"),
            Map.entry("VARVE_PROFILE_DELAY", "0s"),
            Map.entry("VARVE_RETENTION_SNAPSHOTWAIT", "1s"),
            Map.entry("VARVE_RETENTION_POLICIES_0_TIER", "raw"),
            Map.entry("VARVE_RETENTION_POLICIES_0_KEEP", "2d"),
            Map.entry("VARVE_RETENTION_POLICIES_1_TIER", "1m"),
            Map.entry("VARVE_RETENTION_POLICIES_1_KEEP", "3d"));

    final DisposableServer server;
    final JdbcClient owner;
    final VirtualClock clock;
    final Sentinel sentinel;
    final HourlyRollup hours;
    final Ledger ledger = new Ledger();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, ServiceProcess> services = new ConcurrentHashMap<>();
    private final Map<Integer, String> addresses = new ConcurrentHashMap<>();

    Site(Path directory) {
        server = DisposableServer.start(directory);
        owner = JdbcClient.create(server.dataSource(server.username()));
        owner.sql("CREATE SCHEMA crash").update();
        clock = new VirtualClock(owner);
        sentinel = new Sentinel(owner);
        hours = new HourlyRollup(owner);
        hours.create();
        Gate.install(server);
    }

    /** Begins to start an instance, whose clock is wrong by so much, such as {@code -1h}. */
    void start(int instance, String skew) {
        Map<String, String> environment = new HashMap<>(SETTINGS);
        environment.put(
                "SPRING_DATASOURCE_URL",
                "%s?options=-c%%20crash.instance%%3D%d%%20-c%%20crash.skew%%3D%s"
                        .formatted(server.url(), instance, skew));
        environment.put("SPRING_DATASOURCE_USERNAME", server.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", server.password());
        services.put(instance, ServiceProcess.start(environment));
    }

    void awaitStarted(int instance) {
        addresses.put(instance, service(instance).awaitReady());
    }

    ServiceProcess service(int instance) {
        return Optional.ofNullable(services.get(instance)).orElseThrow();
    }

    /** Waits until the instance says that it can be used. */
    void awaitReady(int instance) {
        await("readiness")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get(instance, "/actuator/health/readiness").statusCode() == 200);
    }

    HttpResponse<String> get(int instance, String path) throws IOException {
        return send(request(instance, path));
    }

    HttpResponse<String> post(int instance, String path, String body) throws IOException {
        return send(request(instance, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(int instance, String path) {
        return HttpRequest.newBuilder(URI.create(addresses.get(instance) + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** SIGSTOP, or SIGCONT and the like, to any process of ours. */
    static void signal(String name, long pid) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("no process " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        services.forEach((instance, service) -> {
            service.kill();
            service.keepLog(Path.of(
                    "target",
                    "crash",
                    "instance-" + instance + "-" + ProcessHandle.current().pid() + ".log"));
        });
        server.close();
    }
}
