package io.varve.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL's command line programs, unpacked from the class path into a directory of their own. */
record PostgresPrograms(Path directory) {

    /** How a program ended: its exit code, and what it printed on both streams. */
    record Result(int exitCode, String output) {}

    /** Unpacks what is not unpacked yet. Services that share the directory may do so at the same time. */
    static PostgresPrograms unpack(Path parent) throws IOException {
        byte[] archive = archive();
        Path target = parent.resolve("postgresql-" + fingerprint(archive));
        if (!Files.isDirectory(target)) {
            Files.createDirectories(parent);
            Path draft = Files.createTempDirectory(parent, "unpacking-");
            try {
                TarXz.extract(new ByteArrayInputStream(archive), draft);
                Files.move(draft, target);
            } catch (IOException e) {
                if (!Files.isDirectory(target)) {
                    throw e;
                }
            } finally {
                FileSystemUtils.deleteRecursively(draft);
            }
        }
        return new PostgresPrograms(target);
    }

    Result run(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is somebody else.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " was running", e);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").split(" ", 2)[0];
        if (system.equals("Mac")) {
            system = "Darwin";
        }
        String machine = System.getProperty("os.arch");
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, machine.equals("amd64") ? "x86_64" : machine)) {
            return archive.readAllBytes();
        } catch (IllegalStateException e) {
            throw new UnusableDatabaseException(
                    "There is no embedded PostgreSQL for %s on %s: set SPRING_DATASOURCE_URL to a PostgreSQL 14 or newer"
                            .formatted(system, machine),
                    e);
        }
    }

    private static String fingerprint(byte[] archive) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
