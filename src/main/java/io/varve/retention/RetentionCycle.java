package io.varve.retention;

import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.partition.Partitions;
import io.varve.profile.ProfileCycle;
import io.varve.retention.RetentionPlan.LayerPlan;
import io.varve.retention.RetentionReport.FloorReport;
import io.varve.retention.RetentionReport.PolicyReport;
import io.varve.retention.RetentionReport.TierReport;
import io.varve.settle.SettleCycle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One run of retention, layer by layer, the finest first: raw's floor is what other layers must not seal above, so it moves
 * before theirs, and what holds a finer layer does not concern the coarser ones. Any number of instances may be at it: a step of a layer is
 * taken by one of them, the others go on with the next layer.
 */
@Component
public class RetentionCycle {

    /** Points below raw's floor are known again for so long. */
    private static final Duration LATE_KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(RetentionCycle.class);

    private final RetentionPlanner planner;
    private final RetentionRepository repository;
    private final RetentionSteps steps;
    private final RetentionProperties properties;
    private final SettleCycle settling;
    private final ProfileCycle profiling;
    private final Partitions partitions;
    private final RetentionMeters meters;
    private final Pause pause;
    private final Archive archive;
    private final Ledger ledger;

    RetentionCycle(
            RetentionPlanner planner,
            RetentionRepository repository,
            RetentionSteps steps,
            RetentionProperties properties,
            SettleCycle settling,
            ProfileCycle profiling,
            Partitions partitions,
            RetentionMeters meters,
            Pause pause,
            Archive archive,
            Ledger ledger) {
        this.archive = archive;
        this.ledger = ledger;
        this.planner = planner;
        this.repository = repository;
        this.steps = steps;
        this.properties = properties;
        this.settling = settling;
        this.profiling = profiling;
        this.partitions = partitions;
        this.meters = meters;
        this.pause = pause;
    }

    /**
     * What went of raw or a tier.
     *
     * @param amount partitions and rows
     * @param heldBy why that is not all that should go; null if it is
     */
    public record Removed(
            String tier, long amount, @Nullable String heldBy) {}

    /** Removes what has expired of layers that are due; those of which something went, or should have. */
    public List<Removed> removeDue(Instant now) {
        return runDue(now).tiers().stream()
                .map(tier -> new Removed(
                        tier.tier(), tier.deletedRows() + tier.partitions().size(), tier.heldBy()))
                .filter(removed -> removed.amount() > 0 || removed.heldBy() != null)
                .toList();
    }

    /** As {@link #run}, but for layers that are paused or failed lately. */
    RetentionReport runDue(Instant now) {
        return run(now, ledger::isDue);
    }

    /** Removes what has expired as of {@code now}, the database's time. A layer that fails does not keep the others. */
    RetentionReport run(Instant now) {
        return run(now, job -> true);
    }

    private RetentionReport run(Instant now, Predicate<Job> due) {
        List<LayerPlan> plans = planner.plan(now);
        settle(plans, now);
        long late = forgetLate(now.minus(LATE_KEPT));
        List<TierReport> tiers = meters.record(
                () -> plans.stream().map(plan -> run(plan, now, due)).toList());
        boolean complete = tiers.stream().allMatch(TierReport::isComplete);
        if (complete) {
            repository.completed(now);
        }
        if (tiers.stream().anyMatch(tier -> !tier.partitions().isEmpty())) {
            partitions.forget();
        }
        RetentionReport report = new RetentionReport(false, now, complete, late, tiers);
        meters.update(report);
        return report;
    }

    /** What {@link #run} would do now. Changes nothing but that the log is settled and profiled, as it always is in time. */
    RetentionReport preview(Instant now) {
        List<LayerPlan> plans = planner.plan(now);
        settle(plans, now);
        long late = repository.countLate(now.minus(LATE_KEPT));
        List<Layer> layers = plans.stream().map(LayerPlan::layer).toList();
        List<TierReport> tiers = steps.pretend(
                layers, () -> plans.stream().map(plan -> preview(plan, now)).toList());
        return new RetentionReport(true, now, tiers.stream().allMatch(TierReport::isComplete), late, tiers);
    }

    private TierReport run(LayerPlan plan, Instant now, Predicate<Job> due) {
        LayerRun run = new LayerRun(repository, steps, properties, pause, plan, archive.of(plan.layer(), now), now);
        String tier = plan.layer().name();
        Job job = new Job("retention", tier);
        if (plan.removes() && !due.test(job)) {
            run.waits();
        } else if (!ledger.run(job, entry -> run(run, plan, entry))) {
            run.failed();
            meters.failed(tier);
        }
        TierReport report = run.report();
        if (report.deletedRows() > 0 || !report.partitions().isEmpty()) {
            LOG.info(
                    "Removed from {} what lies before {}: {} rows and {} partitions with {} bytes",
                    tier,
                    report.reachedFloor(),
                    report.deletedRows(),
                    report.partitions().size(),
                    report.bytes());
        }
        return report;
    }

    private static void run(LayerRun run, LayerPlan plan, Run entry) {
        if (plan.removes()) {
            entry.begin();
        }
        run.run();
        TierReport report = run.report();
        entry.wrote(report.deletedRows() + report.partitions().size());
    }

    private TierReport preview(LayerPlan plan, Instant now) {
        FloorMoves moves = new FloorMoves(repository, properties.batchSize(), (layer, cutoff, limit, series) -> {
            steps.set(layer, limit, series, now);
            return null;
        });
        FloorReport floor = moves.ofLayer(plan);
        List<PolicyReport> policies = moves.ofPolicies(plan, floor);
        return TierReport.of(
                plan.layer().name(),
                floor,
                policies,
                List.of(),
                repository.expired(plan.layer()),
                repository.countExpired(plan.layer()));
    }

    /** Raw's floor goes no further than to the oldest row of the log. */
    /** Floors wait for what is not settled or profiled yet. */
    private void settle(List<LayerPlan> plans, Instant now) {
        if (plans.stream().anyMatch(plan -> plan.layer().isRaw() && plan.removes())) {
            settling.runAll();
        }
        if (plans.stream().anyMatch(LayerPlan::removes)) {
            profiling.runAll(now);
        }
    }

    private long forgetLate(Instant before) {
        long forgotten = 0;
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            int count = steps.forgetLate(before, properties.batchSize());
            forgotten += count;
            if (count < properties.batchSize()) {
                break;
            }
        }
        return forgotten;
    }
}
