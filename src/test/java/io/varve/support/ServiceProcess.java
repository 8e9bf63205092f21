package io.varve.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.VarveApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as users run it: a JVM of its own, that can be signalled and killed. */
public final class ServiceProcess implements AutoCloseable {

    /** Where the programs of embedded servers are unpacked, once for all tests. */
    public static final Path BINARIES = Path.of("target/postgres-binaries").toAbsolutePath();

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:(\\d+))/swagger-ui");

    private final Process process;
    private final Path errors;

    /** Read all the time: a service whose output nobody takes stops as soon as the pipe is full. Empty: the end. */
    private final BlockingQueue<Optional<String>> unread = new LinkedBlockingQueue<>();

    private final List<String> printed = new CopyOnWriteArrayList<>();

    private ServiceProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Started on a free port, without scheduled work; the environment is added to ours. */
    public static ServiceProcess start(Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("varve-", ".stderr");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            // Most of a short life is compiling.
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            VarveApplication.class.getName())
                    .redirectError(errors.toFile());
            builder.environment().put("SERVER_PORT", "0");
            builder.environment().put("VARVE_EMBEDDED_BINARIESDIRECTORY", BINARIES.toString());
            builder.environment().putAll(environment);
            return new ServiceProcess(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                unread.add(Optional.of(line));
            }
        } catch (IOException e) {
            unread.add(Optional.of("its output cannot be read: " + e));
        }
        unread.add(Optional.empty());
    }

    /** Waits for a line of the log that contains the text. */
    public String awaitLine(String text) {
        for (Optional<String> line = next(); line.isPresent(); line = next()) {
            if (line.get().contains(text)) {
                return line.get();
            }
        }
        throw new AssertionError("ended without printing '" + text + "': " + printed + errors());
    }

    private Optional<String> next() {
        try {
            Optional<String> line = unread.take();
            line.ifPresentOrElse(printed::add, () -> unread.add(Optional.empty()));
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the service is ready; its address, such as http://127.0.0.1:8080. */
    public String awaitReady() {
        Matcher address = ADDRESS.matcher(awaitLine("/swagger-ui"));
        assertThat(address.find()).isTrue();
        return address.group(1);
    }

    /** Waits for the end; the exit code. */
    public int awaitExit() {
        while (next().isPresent()) {
            // until its output ends
        }
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public List<String> printed() {
        return printed;
    }

    /** For reading after a failure: what the service has printed until its end. */
    public void keepLog(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, by the handle: the process's own method would close its output as well. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        awaitExit();
    }
}
