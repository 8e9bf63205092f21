package io.varve.retention;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against a set of policies. They must not contradict each other; and a bucket must be there as a whole in
 * some finer layer until it is materialised, with {@code varve.retention.catch-up} to spare. Series may match any policy of
 * a layer, so its shortest one counts.
 */
final class RetentionCheck {

    private final List<Layer> layers;
    private final Duration catchUp;

    RetentionCheck(List<Layer> layers, Duration catchUp) {
        this.layers = layers;
        this.catchUp = catchUp;
    }

    /** The first thing that speaks against them; empty if they are fine. */
    Optional<String> problem(List<RetentionPolicy> policies) {
        return conflict(policies)
                .or(() -> policies.stream()
                        .flatMap(policy -> ofOne(policy).stream())
                        .findFirst())
                .or(() -> loss(policies));
    }

    /** What is wrong with a policy whatever the others are. */
    Optional<String> ofOne(RetentionPolicy policy) {
        Optional<Layer> layer = layers.stream()
                .filter(each -> each.name().equals(policy.tier()))
                .findFirst();
        if (layer.isEmpty()) {
            return Optional.of("'%s' is not a tier; there are %s"
                    .formatted(policy.tier(), layers.stream().map(Layer::name).collect(Collectors.joining(", "))));
        }
        Duration minimum = Layer.longest(layer.get().unit()).plus(catchUp);
        Duration kept = policy.shortest();
        return kept == null || kept.compareTo(minimum) >= 0
                ? Optional.empty()
                : Optional.of(
                        "policy %s is too short: %s has to be kept for at least %s, which is %s and varve.retention.catch-up of %s"
                                .formatted(
                                        policy,
                                        policy.tier(),
                                        Keep.format(minimum),
                                        Keep.format(minimum.minus(catchUp)),
                                        Keep.format(catchUp)));
    }

    private static Optional<String> conflict(List<RetentionPolicy> policies) {
        Set<String> names = new HashSet<>();
        Map<String, RetentionPolicy> forAll = new HashMap<>();
        for (RetentionPolicy policy : policies) {
            if (!names.add(policy.name())) {
                return Optional.of("there are two policies named '%s'".formatted(policy.name()));
            }
            RetentionPolicy other = policy.isForAll() ? forAll.put(policy.tier(), policy) : null;
            if (other != null) {
                return Optional.of("%s and %s are both for all series of %s: give one a pattern, or remove it"
                        .formatted(other, policy, policy.tier()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> loss(List<RetentionPolicy> policies) {
        return layers.stream()
                .filter(layer -> !layer.isRaw())
                .map(tier -> loss(tier, policies))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> loss(Layer tier, List<RetentionPolicy> policies) {
        Duration needed = Layer.longest(tier.width()).plus(catchUp);
        List<RetentionPolicy> shortest = new ArrayList<>();
        for (Layer finer : finer(tier)) {
            RetentionPolicy policy = shortest(finer, policies);
            Duration kept = policy == null ? null : policy.shortest();
            if (policy == null || kept == null || kept.compareTo(needed) >= 0) {
                return Optional.empty();
            }
            shortest.add(policy);
        }
        return Optional.of(
                "buckets of %s could be lost: until one is built, a finer tier has to hold all of it, for %s and varve.retention.catch-up of %s, but there are %s"
                        .formatted(
                                tier.name(),
                                Keep.format(needed.minus(catchUp)),
                                Keep.format(catchUp),
                                shortest.stream().map(RetentionPolicy::toString).collect(Collectors.joining(", "))));
    }

    /** The policy by which a series could be kept for the shortest time; null if all are kept for ever. */
    private static @Nullable RetentionPolicy shortest(Layer layer, List<RetentionPolicy> policies) {
        return policies.stream()
                .filter(policy -> policy.tier().equals(layer.name()) && policy.shortest() != null)
                .min(Comparator.comparing(RetentionPolicy::shortest))
                .orElse(null);
    }

    /** The layers a tier's buckets can be computed from, the nearest first. */
    private List<Layer> finer(Layer tier) {
        List<Layer> finer = new ArrayList<>();
        for (int source = tier.sourceId(); source >= 0; ) {
            int id = source;
            Layer layer =
                    layers.stream().filter(each -> each.id() == id).findFirst().orElseThrow();
            finer.add(layer);
            source = layer.sourceId();
        }
        return finer;
    }
}
