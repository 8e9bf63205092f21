package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A body, and an answer, much larger than the heap, against a service in a process of its own. */
@ExtendWith(DatabaseExtension.class)
class LargeBodyIT {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");
    private static final long BODY_BYTES = 200_000_000;

    @Test
    void a_body_of_200_megabytes_goes_through_a_heap_of_256(TestDatabase database) throws Exception {
        Process service = start(database);
        try {
            int port = port(service.inputReader());
            Lines lines = new Lines();
            HttpResponse<String> answer = send(port, lines);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"accepted\":" + lines.count + "}");
            assertThat(new StoredPoints(database).count("raw.point")).isEqualTo(lines.count);
            HttpResponse<String> again = send(port, new Lines());
            assertThat(again.body()).isEqualTo(answer.body());
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(exported(port, "interval=raw")).isEqualTo(lines.count);
            assertThat(service.isAlive()).isTrue();
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static HttpResponse<String> send(int port, Lines lines) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/points"))
                                .headers("Content-Type", "application/x-ndjson", "Idempotency-Key", "large")
                                .POST(BodyPublishers.ofInputStream(() -> lines))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static long exported(int port, String query) throws IOException, InterruptedException {
        URI all = URI.create("http://127.0.0.1:" + port
                + "/api/timeseries?start_time=2025-01-01&end_time=2025-03-01&format=ndjson&" + query);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(all).build(), BodyHandlers.ofLines())
                .body()
                .count();
    }

    private static Process start(TestDatabase database) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.varve.VarveApplication",
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--varve.jobs.enabled=false")
                .redirectErrorStream(true)
                .start();
    }

    private static int port(BufferedReader log) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                // Read on, or the service would stand still as soon as the pipe is full.
                Thread drain = new Thread(() -> log.lines().forEach(ignored -> {}));
                drain.setDaemon(true);
                drain.start();
                return Integer.parseInt(started.group(1));
            }
        }
        throw new AssertionError("the service did not start:\n" + seen);
    }

    /** Points of a hundred series, made while they are sent. */
    private static final class Lines extends InputStream {
        private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
        private static final String FILL = "x".repeat(60);

        private long sent;
        private long count;
        private byte[] line = new byte[0];
        private int at;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (at == line.length) {
                if (sent >= BODY_BYTES) {
                    return -1;
                }
                next();
            }
            int read = Math.min(length, line.length - at);
            System.arraycopy(line, at, to, offset, read);
            at += read;
            return read;
        }

        private void next() {
            line = ("{\"series\":\"large.body\",\"tags\":{\"host\":\"" + FILL + count % 100 + "\"},\"time\":\""
                            + START.plusSeconds(count) + "\",\"value\":" + count + ".5}\n")
                    .getBytes(StandardCharsets.UTF_8);
            sent += line.length;
            count++;
            at = 0;
        }
    }
}
