package io.varve.retention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes what lies below the floors of a layer to files, before it is removed: gzipped CSV with a header and names instead of
 * ids, some series a file, each with its SHA-256 beside it as {@code sha256sum} reads it. Rows below a floor do not change
 * any more. A file whose transaction fails is there without being known, and its rows come again in the next.
 */
@Component
class Archive {

    private static final int SERIES_A_FILE = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final @Nullable Path directory;
    private final ArchiveRepository repository;
    private final RetentionPlanner planner;

    Archive(RetentionProperties properties, ArchiveRepository repository, RetentionPlanner planner) {
        this.planner = planner;
        this.directory = properties.archiveDirectory();
        this.repository = repository;
    }

    LayerArchive of(Layer layer, Instant now) {
        return new LayerArchive(this, repository, planner, layer, now);
    }

    /** Why nothing can be written; empty if it can. */
    Optional<String> trouble() {
        if (directory == null) {
            return Optional.of(FloorMoves.ARCHIVE_FIRST);
        }
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "varve", ".part"));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("varve.retention.archive-directory cannot be written to: " + e);
        }
    }

    /** In the caller's transaction, which removes nothing before it is committed. Every file has been read again. */
    List<ArchiveFile> write(Layer layer, int[] series, Instant now) {
        List<ArchiveFile> files = new ArrayList<>();
        try {
            for (int from = 0; from < series.length; from += SERIES_A_FILE) {
                int[] some = Arrays.copyOfRange(series, from, Math.min(series.length, from + SERIES_A_FILE));
                writeFile(layer, some, now).ifPresent(files::add);
                repository.mark(layer, some);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.forEach(file -> repository.keep(layer, file, now));
        repository.finish(layer);
        return files;
    }

    private Optional<ArchiveFile> writeFile(Layer layer, int[] series, Instant now) throws IOException {
        if (directory == null) {
            throw new IllegalStateException("there is no archive");
        }
        Path ofLayer = Files.createDirectories(directory.resolve(layer.name()));
        try (ArchiveWriter writer = new ArchiveWriter(ofLayer)) {
            long rows = repository.copy(layer, series, writer.stream());
            String digest = writer.verified();
            if (rows == 0) {
                return Optional.empty();
            }
            String name = "%s-%s.csv.gz".formatted(TIME.format(now), digest.substring(0, 12));
            writer.keep(name, digest);
            return Optional.of(new ArchiveFile(layer.name() + "/" + name, rows, digest));
        }
    }
}
