package io.varve;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on its own PostgreSQL, through everything that can happen to its processes. */
class EmbeddedServiceIT {

    @TempDir
    Path parent;

    private Path directory() {
        return parent.resolve("postgres");
    }

    private ServiceProcess start() {
        return ServiceProcess.start(
                Map.of("VARVE_EMBEDDED_DATA_DIRECTORY", directory().toString()));
    }

    @AfterEach
    void leaveNothingRunning() {
        postgresProcesses().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void data_survives_a_restart_and_a_stop_is_clean() throws Exception {
        try (ServiceProcess first = start()) {
            first.awaitReady();
            write("before");
            first.terminate();
            assertThat(first.awaitExit()).isEqualTo(128 + 15);
            assertThat(first.errors()).isEmpty();
        }
        assertThat(directory().resolve("postmaster.pid")).doesNotExist();
        assertThat(postgresProcesses()).isEmpty();
        assertThat(Files.readString(directory().resolve("server.log"))).contains("database system is shut down");
        try (ServiceProcess second = start()) {
            second.awaitReady();
            assertThat(written()).containsExactly("before");
        }
        assertThat(Files.readString(directory().resolve("server.log"))).doesNotContain("not properly shut down");
    }

    @Test
    void the_server_is_durable_private_and_the_application_is_no_superuser() throws Exception {
        try (ServiceProcess service = start()) {
            String address = service.awaitReady();
            assertThat(body(address + "/actuator/prometheus"))
                    .containsPattern("\nvarve_embedded_disk_free_bytes [1-9]")
                    .containsPattern("\nvarve_embedded_disk_total_bytes [1-9]");
            assertThat(List.of(
                            setting("fsync"),
                            setting("synchronous_commit"),
                            setting("full_page_writes"),
                            setting("listen_addresses"),
                            setting("is_superuser")))
                    .containsExactly("on", "on", "on", "127.0.0.1", "off");
            String socketDirectory =
                    Files.readAllLines(directory().resolve("postmaster.pid")).get(4);
            assertThat(socketDirectory).isEmpty();
            assertThat(query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'varve'"))
                    .containsExactly("varve");
            assertThat(Files.getPosixFilePermissions(directory().resolve("varve.password")))
                    .hasSize(2);
        }
    }

    @Test
    void a_second_start_on_the_same_directory_is_refused_and_the_first_goes_on() throws Exception {
        try (ServiceProcess first = start()) {
            String address = first.awaitReady();
            ServiceProcess second = start();
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.errors().lines())
                    .containsExactly(
                            "Varve cannot start: Another Varve (process %d) is using the data directory %s: stop it, or set VARVE_EMBEDDED_DATA_DIRECTORY to another one"
                                    .formatted(first.pid(), directory()));
            assertThat(status(address + "/actuator/health/readiness")).isEqualTo(200);
        }
    }

    @Test
    void after_kill_9_the_server_left_behind_is_stopped_and_nothing_is_lost() throws Exception {
        Set<Long> orphans;
        try (ServiceProcess killed = start()) {
            killed.awaitReady();
            write("acknowledged");
            killed.kill();
            orphans = pids();
            assertThat(orphans).isNotEmpty();
        }
        try (ServiceProcess next = start()) {
            next.awaitReady();
            assertThat(written()).containsExactly("acknowledged");
            assertThat(pids()).doesNotContainAnyElementsOf(orphans);
        }
    }

    @Test
    void sessions_left_behind_by_a_dead_server_are_ended() throws Exception {
        CompletableFuture<Void> busy;
        try (ServiceProcess killed = start()) {
            killed.awaitReady();
            write("acknowledged");
            long server = postmaster();
            CompletableFuture<Integer> session = new CompletableFuture<>();
            busy = CompletableFuture.runAsync(() -> countForEver(session));
            int backend = session.get(1, TimeUnit.MINUTES);
            killed.kill();
            assertThat(ProcessHandle.of(server).orElseThrow().destroyForcibly()).isTrue();
            assertThat(ProcessHandle.of(backend)).as("holds the shared memory").isPresent();
        }
        try (ServiceProcess next = start()) {
            next.awaitReady();
            assertThat(written()).containsExactly("acknowledged");
            assertThat(busy).failsWithin(java.time.Duration.ofMinutes(1));
        }
    }

    @Test
    void a_process_number_used_again_by_another_program_is_left_alone() throws Exception {
        try (ServiceProcess first = start()) {
            first.awaitReady();
        }
        // What a crash leaves behind, when by now this JVM has the server's number.
        Files.writeString(
                directory().resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory() + "\n0\n1\n\n127.0.0.1\n0 0\nready\n");
        try (ServiceProcess next = start()) {
            next.awaitReady();
        }
    }

    @Test
    void an_initialisation_that_was_cut_short_is_done_again() throws Exception {
        Files.createDirectories(directory().resolve("initdb.tmp/base"));
        Files.createFile(directory().resolve("varve.lock"));
        Files.writeString(directory().resolve("initdb.tmp/PG_VERSION"), "18");
        try (ServiceProcess service = start()) {
            service.awaitReady();
            assertThat(written()).isEmpty();
        }
    }

    @Test
    void sigterm_lets_a_request_in_flight_finish_before_the_database_stops() throws Exception {
        String body = "{\"points\":[{\"series\":\"slow\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1}]}";
        try (ServiceProcess service = start()) {
            URI address = URI.create(service.awaitReady());
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                OutputStream request = socket.getOutputStream();
                request.write(("POST /api/points HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Type: application/json\r\nExpect: 100-continue\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                InputStream response = socket.getInputStream();
                String goOn =
                        new String(response.readNBytes("HTTP/1.1 100 \r\n\r\n".length()), StandardCharsets.US_ASCII);
                assertThat(goOn).startsWith("HTTP/1.1 100");
                service.terminate();
                service.awaitLine("Commencing graceful shutdown");
                request.write(body.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(response.readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200")
                        .contains("\"accepted\":1");
            }
            assertThat(service.awaitExit()).isEqualTo(128 + 15);
            assertThat(service.printed().get(service.printed().size() - 1)).contains("Embedded PostgreSQL stopped");
        }
        try (ServiceProcess next = start()) {
            next.awaitReady();
            assertThat(written()).containsExactly("slow");
        }
    }

    private void write(String name) throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO catalog.metric_type (name, created_at, updated_at) VALUES ('" + name
                    + "', now(), now())");
        }
    }

    private List<String> written() throws SQLException, IOException {
        return query("SELECT name FROM catalog.metric_type");
    }

    private String setting(String name) throws SQLException, IOException {
        return query("SELECT current_setting('" + name + "')").get(0);
    }

    private List<String> query(String sql) throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new java.util.ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private void countForEver(CompletableFuture<Integer> session) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
                pid.next();
                session.complete(pid.getInt(1));
            }
            statement.execute("DO $$ BEGIN LOOP END LOOP; END $$");
        } catch (SQLException | IOException e) {
            session.completeExceptionally(e);
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException, IOException {
        String port = Files.readAllLines(directory().resolve("postmaster.pid")).get(3);
        String password = Files.readString(directory().resolve("varve.password"));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/varve", "varve", password);
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(directory().resolve("postmaster.pid")).get(0).strip());
    }

    private Set<Long> pids() {
        return postgresProcesses().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private List<ProcessHandle> postgresProcesses() {
        return ProcessHandle.allProcesses().filter(this::worksInDirectory).toList();
    }

    private boolean worksInDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .equals(directory().toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static String body(String url) throws Exception {
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(URI.create(url)).build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int status(String url) throws Exception {
        return java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(URI.create(url)).build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
