package io.varve.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The process of {@link ServiceUnderTest}, with the embedded PostgreSQL it started. */
final class Service implements AutoCloseable {

    /** Off unless it is what is measured: questions are asked again and again. */
    static final String KEPT_ANSWERS = "varve.query.cache.size";

    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;
    private final Path log;
    private final int port;
    private final Database database;

    private Service(Process process, Path log) throws IOException {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.log = log;
        String[] address = awaitLine().split(" ", -1);
        this.port = Integer.parseInt(address[0]);
        this.database = new Database(address[1], address[2], address[3]);
    }

    /** @param fresh whether to begin with an empty database */
    static Service start(Path directory, boolean fresh, String heap, String... properties) throws IOException {
        Path data = directory.resolve("postgres");
        if (fresh) {
            FileSystemUtils.deleteRecursively(data);
        }
        Files.createDirectories(directory);
        Path log = directory.resolve("service.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                ServiceUnderTest.class.getName(),
                "--server.port=0",
                "--varve.jobs.enabled=false",
                "--varve.settle.keep=0s",
                "--varve.embedded.data-directory=" + data,
                "--varve.embedded.binaries-directory=" + directory.resolveSibling("postgres-binaries")));
        if (Stream.of(properties).noneMatch(property -> property.startsWith(KEPT_ANSWERS))) {
            command.add("--" + KEPT_ANSWERS + "=0");
        }
        List.of(properties).forEach(property -> command.add("--" + property));
        return new Service(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    int port() {
        return port;
    }

    Database database() {
        return database;
    }

    /** One round of refreshing as of a time; how many seconds it took. */
    double refresh(Instant now) {
        return perform("refresh " + now);
    }

    /** One round of profiling all hours that are over as of a time; how many seconds it took. */
    double profile(Instant now) {
        return perform("profile " + now);
    }

    /** One round of settling; how many seconds it took. */
    double settle() {
        return perform("settle");
    }

    /** Settles everything written so far; how many seconds that took. */
    double settle(Instant now) {
        // That writers of a generation have ended is known once the next one has begun.
        database.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        database.one(Boolean.class, "SELECT rollup.raise_fence(0, '" + now + "', interval '0')");
        database.one(Boolean.class, "SELECT rollup.drain_fence(0)");
        return settle();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** The most memory the process has had, where the system tells (Linux); else 0. */
    double peakMegabytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        }
    }

    private synchronized double perform(String command) {
        try {
            input.println(command);
            return Long.parseLong(awaitLine()) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line that is for us; what comes before it is the log. */
    private String awaitLine() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(ServiceUnderTest.MARK)) {
                return line.substring(ServiceUnderTest.MARK.length());
            }
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        throw new IOException("the service ended, see " + log);
    }

    @Override
    public void close() {
        input.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
