package io.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** With the real Prometheus, where one is installed. */
@ExtendWith(DatabaseExtension.class)
class PrometheusScrapeIT {

    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");

    @Test
    void prometheus_scrapes_varve_and_finds_it_up(TestDatabase database, @TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(PROMETHEUS), "no Prometheus here");
        try (RunningVarve varve = RunningVarve.start(database, Instant.parse("2026-11-21T00:00:00Z"))) {
            int port = freePort();
            Process prometheus = start(varve.uri("/").getPort(), port, directory);
            try {
                awaitValue(port, "up{job=\"varve\"} == 1");
                awaitValue(port, "scrape_samples_scraped{job=\"varve\"} > 50");
            } finally {
                prometheus.destroyForcibly().waitFor();
            }
        }
    }

    /** The configuration that docker-compose.yml mounts, pointed at the running service. */
    private static Process start(int varvePort, int port, Path directory) throws IOException {
        String config = Files.readString(Path.of("deploy/prometheus.yml"))
                .replace("varve:8080", "127.0.0.1:" + varvePort)
                .replace("scrape_interval: 15s", "scrape_interval: 1s");
        Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
        return new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    private static void awaitValue(int port, String query) {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        HttpClient http = HttpClient.newHttpClient();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(
                                http.send(request, BodyHandlers.ofString()).body())
                        .contains("\"value\":"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
