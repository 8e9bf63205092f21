package io.varve.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One service per data directory. The operating system frees the lock when the process dies, however it dies. */
final class DataDirectoryLock implements AutoCloseable {

    private static final String FILE = "varve.lock";

    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DataDirectoryLock acquire(Path directory) {
        FileChannel channel = null;
        try {
            refuseForeign(directory);
            OwnerOnly.createDirectories(directory);
            channel = FileChannel.open(
                    directory.resolve(FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                throw new UnusableDatabaseException(
                        "Another Varve (process %s) is using the data directory %s: stop it, or set VARVE_EMBEDDED_DATA_DIRECTORY to another one"
                                .formatted(holder(directory), directory));
            }
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectoryLock(channel);
        } catch (IOException e) {
            close(channel);
            throw new UnusableDatabaseException("Cannot use the data directory %s: %s".formatted(directory, e), e);
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    // Before anything is changed there: somebody may have named a directory that is not for us.
    private static void refuseForeign(Path directory) throws IOException {
        if (!Files.exists(directory) || Files.exists(directory.resolve(FILE))) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(file -> !file.endsWith("lost+found"))) {
                throw new UnusableDatabaseException(
                        "The data directory %s is neither empty nor one that Varve made: set VARVE_EMBEDDED_DATA_DIRECTORY to another one"
                                .formatted(directory));
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    private static String holder(Path directory) {
        try {
            return Files.readString(directory.resolve(FILE));
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // The lock ends with the process at the latest.
            }
        }
    }
}
