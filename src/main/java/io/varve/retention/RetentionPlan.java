package io.varve.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What policies come to at one moment: how far the floors of every layer, and of single series in it, should go. A series
 * is kept by the first policy of the layer that matches it ({@link RetentionPolicy#FIRST_MATCH}), else by the one for all
 * series, else for ever. The floor of a layer holds for all of its series, so it is that of the longest policy, whether
 * or not a series matches that today; series kept for a shorter time get floors of their own.
 */
final class RetentionPlan {

    private RetentionPlan() {}

    /**
     * A layer and where its floors should go.
     *
     * @param cutoff what lies before goes for every series; null for nothing
     * @param policies those of the layer, in the order in which they are looked at
     */
    record LayerPlan(Layer layer, @Nullable Instant cutoff, List<PolicyPlan> policies) {

        /** Whether anything of the layer is to go. */
        boolean removes() {
            return cutoff != null || policies.stream().anyMatch(policy -> policy.floored().length > 0);
        }

        /** Whether rows of some series are written to files before they go. */
        boolean archives() {
            return policies.stream().anyMatch(plan -> plan.policy().archives() && plan.cutoff() != null);
        }

        /** Ids of these series. */
        int[] archived() {
            return policies.stream()
                    .filter(plan -> plan.policy().archives() && plan.cutoff() != null)
                    .flatMapToInt(plan -> IntStream.of(plan.series()))
                    .toArray();
        }
    }

    /**
     * A policy and what it comes to.
     *
     * @param cutoff what lies before goes of the series it is for; null for nothing
     * @param series ids of those it is for, ascending
     * @param floored ids of these that need floors of their own, ascending
     */
    record PolicyPlan(RetentionPolicy policy, @Nullable Instant cutoff, int[] series, int[] floored) {}

    /**
     * The plans of all layers, in their order.
     *
     * @param metrics names of the metric types that have series
     * @param seriesOf the ids of a metric type's series
     * @param archiving whether what is to be archived can be; if not it stays
     */
    static List<LayerPlan> of(
            List<Layer> layers,
            List<RetentionPolicy> policies,
            Set<String> metrics,
            Function<String, int[]> seriesOf,
            boolean archiving,
            Instant now) {
        return layers.stream()
                .map(layer -> of(
                        layer,
                        policies.stream()
                                .filter(policy -> policy.tier().equals(layer.name()))
                                .sorted(Comparator.comparing(RetentionPolicy::isForAll)
                                        .thenComparing(RetentionPolicy.FIRST_MATCH))
                                .toList(),
                        metrics,
                        seriesOf,
                        policy -> policy.archives() && !archiving ? null : policy.cutoff(now)))
                .toList();
    }

    private static LayerPlan of(
            Layer layer,
            List<RetentionPolicy> policies,
            Set<String> metrics,
            Function<String, int[]> seriesOf,
            Function<RetentionPolicy, @Nullable Instant> cutoffs) {
        Instant cutoff = ofLayer(policies, cutoffs);
        List<PolicyPlan> plans = new ArrayList<>();
        Map<RetentionPolicy, List<int[]>> matched = matched(policies, metrics, seriesOf);
        for (RetentionPolicy policy : policies) {
            Instant own = cutoffs.apply(policy);
            int[] series = matched.getOrDefault(policy, List.of()).stream()
                    .flatMapToInt(IntStream::of)
                    .sorted()
                    .toArray();
            boolean higher = own != null && (cutoff == null || own.isAfter(cutoff));
            plans.add(new PolicyPlan(policy, own, series, higher ? series : new int[0]));
        }
        return new LayerPlan(layer, cutoff, plans);
    }

    /** Null where something may be kept for ever: by a policy, or because no policy is for all series. */
    private static @Nullable Instant ofLayer(
            List<RetentionPolicy> policies, Function<RetentionPolicy, @Nullable Instant> cutoffs) {
        Instant earliest = null;
        boolean forAll = false;
        for (RetentionPolicy policy : policies) {
            Instant cutoff = cutoffs.apply(policy);
            if (cutoff == null) {
                return null;
            }
            earliest = earliest == null || cutoff.isBefore(earliest) ? cutoff : earliest;
            forAll |= policy.isForAll();
        }
        return forAll ? earliest : null;
    }

    private static Map<RetentionPolicy, List<int[]>> matched(
            List<RetentionPolicy> policies, Set<String> metrics, Function<String, int[]> seriesOf) {
        Map<RetentionPolicy, List<int[]>> matched = new HashMap<>();
        if (!policies.isEmpty()) {
            for (String metric : metrics) {
                policies.stream()
                        .filter(policy -> policy.matches(metric))
                        .findFirst()
                        .ifPresent(policy -> matched.computeIfAbsent(policy, key -> new ArrayList<>())
                                .add(seriesOf.apply(metric)));
            }
        }
        return matched;
    }
}
