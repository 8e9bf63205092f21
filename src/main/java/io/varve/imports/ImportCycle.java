package io.varve.imports;

import io.varve.imports.ImportSteps.Differences;
import io.varve.imports.ImportSteps.Stretch;
import io.varve.ingest.KeyedPoints;
import io.varve.ingest.KeyedPoints.Outcome;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Reads every active table, stretch by stretch, and writes in what its points differ. Several instances may be at the same stretch: they
 * write the same, and what one has written does not differ any more.
 */
@Component
class ImportCycle {

    private final ImportSteps steps;
    private final KeyedPoints points;
    private final ImportProperties properties;
    private final Ledger ledger;

    ImportCycle(ImportSteps steps, KeyedPoints points, ImportProperties properties, Ledger ledger) {
        this.steps = steps;
        this.points = points;
        this.properties = properties;
        this.ledger = ledger;
    }

    /** As of {@code now}, the database's time: rows of later times wait. One that fails keeps no other from being read. */
    void run(Instant now) {
        steps.active().forEach(name -> ledger.runIfDue(new Job("import", name), run -> read(name, now, run)));
    }

    private void read(String name, Instant now, Run run) {
        Optional<Stretch> next = steps.next(name, null, now, properties.rows());
        while (next.isPresent()) {
            Stretch stretch = next.get();
            Differences found = steps.differences(name, stretch);
            if (!found.isEmpty()) {
                run.begin();
                run.covered(stretch.from(), stretch.to());
                write(found, run);
            }
            steps.done(name, stretch.to());
            next = steps.next(name, stretch.to(), now, properties.rows());
        }
    }

    private void write(Differences found, Run run) {
        run.took(found.written().size() + found.deleted().size());
        if (!found.deleted().isEmpty()) {
            points.delete(found.deleted());
            run.wrote(found.deleted().size());
        }
        if (!found.written().isEmpty()) {
            Outcome outcome = points.store(found.written());
            run.wrote(outcome.stored());
            if (outcome.refused() > 0) {
                run.decided("%d rows are no points and were left out; the first: %s"
                        .formatted(outcome.refused(), outcome.reasons().get(0).get("detail")));
            }
        }
    }
}
