package io.varve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service as users run it: a JVM of its own, that can be signalled and killed. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:(\\d+))/swagger-ui");

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final List<String> printed = new ArrayList<>();

    private ServiceProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Started on a free port, without scheduled work; the environment is added to ours. */
    static ServiceProcess start(Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("varve-", ".stderr");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            VarveApplication.class.getName())
                    .redirectError(errors.toFile());
            builder.environment().put("SERVER_PORT", "0");
            builder.environment()
                    .put(
                            "VARVE_EMBEDDED_BINARIESDIRECTORY",
                            Path.of("target/postgres-binaries").toAbsolutePath().toString());
            builder.environment().putAll(environment);
            return new ServiceProcess(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line of the log that contains the text. */
    String awaitLine(String text) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.add(line);
                if (line.contains(text)) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("ended without printing '" + text + "': " + printed + errors());
    }

    /** Waits until the service is ready; its address, such as http://127.0.0.1:8080. */
    String awaitReady() {
        Matcher address = ADDRESS.matcher(awaitLine("/swagger-ui"));
        assertThat(address.find()).isTrue();
        return address.group(1);
    }

    /** Waits for the end; the exit code. */
    int awaitExit() {
        drain();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void drain() {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> printed() {
        return printed;
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, by the handle: the process's own method would close its output as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        awaitExit();
    }
}
