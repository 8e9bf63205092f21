package io.varve.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The archive of one layer in one run. */
record LayerArchive(Archive archive, ArchiveRepository repository, RetentionPlanner planner, Layer layer, Instant now) {

    boolean isDue() {
        return repository.isDue(layer);
    }

    Optional<String> trouble() {
        return archive.trouble();
    }

    /** Series and policies as they are now that the floor has moved: series may have come since the run began. */
    List<ArchiveFile> write() {
        int[] series = planner.plan(now).stream()
                .filter(plan -> plan.layer().equals(layer))
                .findFirst()
                .orElseThrow()
                .archived();
        return archive.write(layer, series, now);
    }
}
