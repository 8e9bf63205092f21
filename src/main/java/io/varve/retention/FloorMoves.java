package io.varve.retention;

import io.varve.retention.RetentionPlan.LayerPlan;
import io.varve.retention.RetentionPlan.PolicyPlan;
import io.varve.retention.RetentionReport.FloorReport;
import io.varve.retention.RetentionReport.PolicyReport;
import io.varve.retention.RetentionRepository.Limit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves the floors of a layer to where its policies want them, as far as that is possible. */
final class FloorMoves {

    /** Moves one floor; says why it could not, or null. */
    @FunctionalInterface
    interface Move {
        @Nullable
        String to(Layer layer, Instant cutoff, Instant limit, int @Nullable [] series);
    }

    static final String ARCHIVE_FIRST =
            "varve.retention.archive-directory is not set, and what is to be archived first is not deleted";

    private final RetentionRepository repository;
    private final int batchSize;
    private final Move move;

    FloorMoves(RetentionRepository repository, int batchSize, Move move) {
        this.repository = repository;
        this.batchSize = batchSize;
        this.move = move;
    }

    FloorReport ofLayer(LayerPlan plan) {
        Instant cutoff = plan.cutoff();
        if (cutoff == null) {
            Instant floor = repository.floor(plan.layer(), null);
            return new FloorReport(null, floor, floor, null);
        }
        return move(plan.layer(), cutoff, null);
    }

    List<PolicyReport> ofPolicies(LayerPlan plan, FloorReport layer) {
        return plan.policies().stream()
                .map(policy -> policy.floored().length == 0
                        ? report(policy, policy.cutoff() == null ? null : layer.reached(), held(policy, layer))
                        : ofSeries(plan.layer(), policy))
                .toList();
    }

    /** In batches: of a batch, the series that may go least far decides. */
    private PolicyReport ofSeries(Layer layer, PolicyPlan policy) {
        Instant cutoff = policy.cutoff();
        if (cutoff == null) {
            throw new IllegalStateException("series that are kept for ever need no floors");
        }
        List<FloorReport> floors = new ArrayList<>();
        int[] series = policy.floored();
        for (int from = 0; from < series.length; from += batchSize) {
            floors.add(
                    move(layer, cutoff, Arrays.copyOfRange(series, from, Math.min(series.length, from + batchSize))));
        }
        FloorReport lowest = floors.stream().reduce(FloorMoves::lower).orElseThrow();
        return report(policy, lowest.reached(), lowest.heldBy());
    }

    private static FloorReport lower(FloorReport one, FloorReport other) {
        boolean isOther = one.reached() != null
                && (other.reached() == null || other.reached().isBefore(one.reached()));
        return isOther ? other : one;
    }

    private FloorReport move(Layer layer, Instant cutoff, int @Nullable [] series) {
        Instant floor = repository.floor(layer, series);
        if (floor != null && !floor.isBefore(repository.boundary(layer, cutoff))) {
            return new FloorReport(cutoff, floor, floor, null);
        }
        Limit limit = repository.limit(layer, cutoff, series);
        Instant possible = limit.floor();
        if (possible == null || floor != null && !possible.isAfter(floor)) {
            return new FloorReport(cutoff, floor, floor, limit.heldBy());
        }
        String trouble = move.to(layer, cutoff, possible, series);
        return new FloorReport(
                cutoff, floor, repository.floor(layer, series), trouble == null ? limit.heldBy() : trouble);
    }

    private static @Nullable String held(PolicyPlan policy, FloorReport layer) {
        if (policy.cutoff() != null) {
            return layer.heldBy();
        }
        return policy.policy().archives() ? ARCHIVE_FIRST : null;
    }

    private static PolicyReport report(PolicyPlan policy, @Nullable Instant reached, @Nullable String heldBy) {
        return new PolicyReport(policy.policy().name(), policy.cutoff(), policy.series().length, reached, heldBy);
    }
}
