package io.varve.imports;

import io.varve.catalog.SeriesCatalog;
import io.varve.imports.ImportSteps.Missing;
import io.varve.imports.ImportSteps.Stretch;
import io.varve.imports.ImportSteps.Written;
import io.varve.ingest.WriteRetry;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.partition.Partitions;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;

/**
 * Reads every active table, stretch by stretch, and writes in what its points differ. Of several instances and sessions one is at an
 * import, the others pass it over. As catalog.read_import does in psql, by the same functions.
 */
@Component
class ImportCycle {

    /** Partitions narrower than a day are made a few at a time. */
    private static final int ROUNDS = 30;

    private final ImportSteps steps;
    private final ImportSchemas schemas;
    private final SeriesCatalog catalog;
    private final Partitions partitions;
    private final ImportProperties properties;
    private final Ledger ledger;

    ImportCycle(
            ImportSteps steps,
            ImportSchemas schemas,
            SeriesCatalog catalog,
            Partitions partitions,
            ImportProperties properties,
            Ledger ledger) {
        this.steps = steps;
        this.schemas = schemas;
        this.catalog = catalog;
        this.partitions = partitions;
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
            Optional<Written> done = write(name, stretch, now);
            done.filter(each -> each.rows() > 0).ifPresent(each -> note(each, stretch, run));
            next = done.isEmpty() ? Optional.empty() : steps.next(name, stretch.to(), now, properties.rows());
        }
    }

    /** What is missing is made before anything is written, in transactions of its own. */
    private Optional<Written> write(String name, Stretch stretch, Instant now) {
        Optional<Written> done = attempt(name, stretch, now);
        for (int round = 1; round < ROUNDS && done.isPresent() && done.get().isWaiting(); round++) {
            make(done.get().missing(), now);
            done = attempt(name, stretch, now);
        }
        return done.filter(written -> !written.isWaiting());
    }

    private Optional<Written> attempt(String name, Stretch stretch, Instant now) {
        AtomicReference<Optional<Written>> done = new AtomicReference<>(Optional.empty());
        WriteRetry.run(
                () -> done.set(steps.write(name, stretch, now, catalog.registers(), schemas.of(name, stretch))),
                state -> {});
        return Objects.requireNonNull(done.get());
    }

    private void make(Missing missing, Instant now) {
        if (missing.isSeries()) {
            steps.register(missing, now);
        }
        partitions.ensure(missing.times());
    }

    private static void note(Written done, Stretch stretch, Run run) {
        run.begin();
        run.covered(stretch.from(), stretch.to());
        run.took(done.rows());
        run.wrote(done.written() + done.deleted());
        if (done.refused() > 0) {
            run.decided(done.reason());
        }
    }
}
