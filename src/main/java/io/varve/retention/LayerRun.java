package io.varve.retention;

import io.varve.retention.RetentionPlan.LayerPlan;
import io.varve.retention.RetentionReport.FloorReport;
import io.varve.retention.RetentionReport.Partition;
import io.varve.retention.RetentionReport.PolicyReport;
import io.varve.retention.RetentionReport.TierReport;
import io.varve.retention.RetentionSteps.BusyLayerException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Removes what has expired of one layer (docs/protocol.md, rules 6 and 9): moves its floors, writes to files what is to be
 * archived, deletes what does not go with a partition, waits until nobody reads what lies below any more, and drops partitions. Each step is committed before the
 * next; whatever is left, because of an end or of others, the next run finds as it is.
 */
final class LayerRun {

    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Readers queue behind an attempt to drop, so there are few, and time between them. */
    private static final int DROP_ATTEMPTS = 5;

    private static final Duration BETWEEN_DROPS = Duration.ofSeconds(1);

    /** Lock timeout and deadlock. */
    private static final Set<String> WORTH_ANOTHER_TRY = Set.of("55P03", "40P01");

    private final RetentionRepository repository;
    private final RetentionSteps steps;
    private final RetentionProperties properties;
    private final Pause pause;
    private final LayerPlan plan;
    private final LayerArchive archive;
    private final Instant now;

    private final List<Partition> dropped = new ArrayList<>();
    private List<ArchiveFile> archived = List.of();
    private FloorReport floor;
    private List<PolicyReport> policies = List.of();
    private long deleted;

    LayerRun(
            RetentionRepository repository,
            RetentionSteps steps,
            RetentionProperties properties,
            Pause pause,
            LayerPlan plan,
            LayerArchive archive,
            Instant now) {
        this.repository = repository;
        this.steps = steps;
        this.properties = properties;
        this.pause = pause;
        this.plan = plan;
        this.archive = archive;
        this.now = now;
        this.floor = new FloorReport(plan.cutoff(), null, null, null);
    }

    /** What was done so far is in the report, whatever happens then. */
    void run() {
        try {
            FloorMoves moves = new FloorMoves(repository, properties.batchSize(), this::raise);
            floor = moves.ofLayer(plan);
            policies = moves.ofPolicies(plan, floor);
            if (archived()) {
                delete();
                drop();
            }
        } catch (BusyLayerException e) {
            hold("another instance is at it");
        }
    }

    /** Something went wrong; the rest is left for the next run. */
    void failed() {
        hold("a step failed, and will be tried again; the log tells more");
    }

    /** It is paused, or failed lately. */
    void waits() {
        hold("it is paused, or waits for its next attempt after a failure");
    }

    TierReport report() {
        return TierReport.of(plan.layer().name(), floor, policies, archived, dropped, deleted);
    }

    private @Nullable String raise(Layer layer, Instant cutoff, Instant limit, int @Nullable [] series) {
        Optional<String> trouble = plan.archives() ? archive.trouble() : Optional.empty();
        if (trouble.isPresent()) {
            return trouble.get();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (unlessLocked(() -> steps.raise(layer, cutoff, series, plan.archives(), now))
                    .orElse(false)) {
                return null;
            }
            pause.rest(BETWEEN);
        }
        return "refreshes or writers below raw's floor were under way all the time";
    }

    /** Whether nothing is left that has to be written to a file first. */
    private boolean archived() {
        if (!archive.isDue()) {
            return true;
        }
        Optional<String> trouble = archive.trouble();
        if (trouble.isEmpty()) {
            try {
                archived = steps.archive(plan.layer(), archive::write);
            } catch (UncheckedIOException e) {
                trouble = Optional.of("archiving failed: " + e.getCause());
            }
        }
        trouble.ifPresent(this::hold);
        return trouble.isEmpty();
    }

    private void delete() {
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            int count = steps.delete(plan.layer(), properties.batchSize());
            deleted += count;
            if (count < properties.batchSize()) {
                return;
            }
        }
        hold("there are more rows to delete than one run does");
    }

    private void drop() {
        List<Partition> expired = repository.expired(plan.layer());
        if (expired.isEmpty() || !nobodyReadsBelow()) {
            return;
        }
        int attempts = DROP_ATTEMPTS;
        while (dropped.size() < expired.size() && attempts > 0) {
            Optional<Optional<String>> name = unlessLocked(() -> steps.drop(plan.layer()));
            if (name.isEmpty()) {
                attempts--;
                pause.rest(BETWEEN_DROPS);
            } else if (name.get().isPresent()) {
                String gone = name.get().get();
                expired.stream().filter(each -> each.name().equals(gone)).forEach(dropped::add);
            } else {
                break;
            }
        }
        if (dropped.size() < expired.size()) {
            hold("the next partition to drop is in use");
        }
    }

    /** DROP TABLE would take rows away under an older snapshot, so that it reads nothing without an error. */
    private boolean nobodyReadsBelow() {
        Duration left = properties.snapshotWait();
        List<Integer> readers = repository.olderSnapshots(plan.layer());
        while (!readers.isEmpty() && !left.isNegative() && !left.isZero()) {
            pause.rest(BETWEEN);
            left = left.minus(BETWEEN);
            readers = repository.olderSnapshots(plan.layer());
        }
        if (!readers.isEmpty()) {
            hold("database sessions with older snapshots may still read what is to be dropped: pid "
                    + readers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        return readers.isEmpty();
    }

    private void hold(String reason) {
        floor = floor.heldBy(reason);
    }

    private static <T> Optional<T> unlessLocked(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof SQLException cause && WORTH_ANOTHER_TRY.contains(cause.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
