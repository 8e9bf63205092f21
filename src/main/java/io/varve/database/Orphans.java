package io.varve.database;

import io.varve.database.PostgresPrograms.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL processes that a killed service left behind on its data directory: the whole server, or only sessions whose
 * server is gone and that still hold its shared memory. Either would keep a new server from starting.
 *
 * <p>A process number in a file proves nothing, numbers are used again. What is stopped works in the data directory (every
 * PostgreSQL process does) and carries our cluster name; this needs /proc. Elsewhere PostgreSQL's own check has to do.
 */
final class Orphans {

    static final String CLUSTER_NAME = "varve-embedded";

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final Path PROC = Path.of("/proc");
    private static final String PID_FILE = "postmaster.pid";
    private static final int ATTEMPTS_BEFORE_KILL = 200;

    private Orphans() {}

    /** Call only while holding the lock on the directory. */
    static void stop(PostgresPrograms programs, Path directory) throws IOException {
        Path pidFile = directory.resolve(PID_FILE);
        if (!Files.isDirectory(PROC.resolve("self"))) {
            if (Files.exists(pidFile)) {
                stopServer(programs, directory);
            }
            return;
        }
        List<ProcessHandle> orphans = in(directory);
        if (!orphans.isEmpty()) {
            log.warn("Stopping the embedded PostgreSQL that a killed service left behind in {}", directory);
            String server = firstLine(pidFile);
            if (orphans.stream().anyMatch(process -> server.equals(Long.toString(process.pid())))) {
                stopServer(programs, directory);
            }
            for (ProcessHandle session : in(directory)) {
                end(session, directory.toRealPath());
            }
        }
        // Nobody works here any more, so the number in the file, if there is one, is by now another program's.
        Files.deleteIfExists(pidFile);
    }

    private static void stopServer(PostgresPrograms programs, Path directory) throws IOException {
        Result result = programs.run(
                "pg_ctl", List.of("stop", "--pgdata=" + directory, "--mode=fast", "--wait", "--timeout=600"));
        if (result.exitCode() != 0) {
            log.warn("The embedded PostgreSQL left behind did not stop: {}", result.output());
        }
    }

    private static String firstLine(Path pidFile) throws IOException {
        return Files.exists(pidFile)
                ? Files.readString(pidFile).lines().findFirst().orElse("").strip()
                : "";
    }

    private static List<ProcessHandle> in(Path directory) throws IOException {
        Path real = directory.toRealPath();
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> worksIn(process, real))
                .toList();
        processes.forEach(process -> refuseForeign(process, directory));
        return processes;
    }

    private static boolean worksIn(ProcessHandle process, Path directory) {
        try {
            Path proc = PROC.resolve(Long.toString(process.pid()));
            return Files.readSymbolicLink(proc.resolve("cwd")).equals(directory)
                    && Files.readString(proc.resolve("comm")).strip().equals("postgres");
        } catch (IOException e) {
            return false; // ended meanwhile, or another user's
        }
    }

    private static void refuseForeign(ProcessHandle process, Path directory) {
        try {
            if (Files.readString(PROC.resolve(process.pid() + "/cmdline")).contains(CLUSTER_NAME)) {
                return;
            }
        } catch (IOException endedMeanwhile) {
            return;
        }
        throw new UnusableDatabaseException(
                "A PostgreSQL that Varve did not start (process %d) is using the data directory %s: stop it first"
                        .formatted(process.pid(), directory));
    }

    // Asks /proc, not the handle: a process whose parent does not collect it stays "alive" for ever.
    private static void end(ProcessHandle process, Path directory) {
        process.destroy();
        for (int attempt = 0; worksIn(process, directory); attempt++) {
            if (attempt == ATTEMPTS_BEFORE_KILL) {
                process.destroyForcibly();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
