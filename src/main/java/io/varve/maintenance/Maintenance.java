package io.varve.maintenance;

import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.partition.PartitionMaintenance;
import io.varve.retention.RetentionCycle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/** Looks after the database as a whole, one thing after the other; one that fails does not keep the others, unless the database is away. All of it is in the ledger. */
@Component
class Maintenance {

    private static final Job JOB = Job.ofAll("maintain");
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private final MaintenanceRepository repository;
    private final MaintenanceProperties properties;
    private final PartitionMaintenance partitions;
    private final RetentionCycle retention;
    private final Ledger ledger;

    Maintenance(
            MaintenanceRepository repository,
            MaintenanceProperties properties,
            PartitionMaintenance partitions,
            RetentionCycle retention,
            Ledger ledger) {
        this.repository = repository;
        this.properties = properties;
        this.partitions = partitions;
        this.retention = retention;
        this.ledger = ledger;
    }

    /** As {@link #run}, if it is not paused and no instance has done so for the interval. */
    void runDue(Instant now) {
        if (ledger.isDue(JOB) && repository.claim(now, properties.interval())) {
            run(now);
        }
    }

    /** Returns what was done and found, as of {@code now}, the database's time. */
    List<Action> run(Instant now) {
        return ledger.record(JOB, run -> {
            run.begin();
            List<Action> done = new ArrayList<>();
            Stream.<Supplier<List<Action>>>of(
                            this::analyze,
                            () -> expire(now),
                            this::pruneRevisions,
                            () -> adjust(now),
                            this::makeAhead,
                            repository::findings)
                    .forEach(step -> add(step, done, run));
            return done;
        });
    }

    private static void add(Supplier<List<Action>> step, List<Action> done, Run run) {
        List<Action> actions;
        try {
            actions = step.get();
        } catch (CannotGetJdbcConnectionException | CannotCreateTransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("a part of maintenance failed: {}", e.getMessage());
            actions = List.of(new Action("failed", null, 1, String.valueOf(e.getMessage())));
        }
        actions.forEach(action -> {
            run.decided(action.toString());
            run.wrote(action.amount());
        });
        done.addAll(actions);
    }

    private List<Action> adjust(Instant now) {
        if (!properties.adjustPartitions()) {
            return List.of();
        }
        return repository.partitioned().stream()
                .flatMap(tier -> repository
                        .adjustPartitions(tier, properties.partitionSize().toBytes(), now)
                        .stream())
                .toList();
    }

    private List<Action> pruneRevisions() {
        long gone = repository.pruneRevisions();
        return gone == 0 ? List.of() : List.of(new Action("revisions", null, gone, "stamps below floors forgotten"));
    }

    private List<Action> makeAhead() {
        return List.of(new Action("partitions", null, partitions.makeAhead(), "made ahead of time"));
    }

    private List<Action> analyze() {
        return partitions.analyze().stream()
                .map(relation -> new Action("analyze", relation, repository.rows(relation), "rows"))
                .toList();
    }

    private List<Action> expire(Instant now) {
        return retention.removeDue(now).stream()
                .map(removed -> new Action(
                        "retention",
                        removed.tier(),
                        removed.amount(),
                        removed.heldBy() == null
                                ? "partitions and rows removed"
                                : "partitions and rows removed; " + removed.heldBy()))
                .toList();
    }
}
