package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Plans the planner would not make: every way of cutting a range at borders of buckets into stretches, each served by
 * any layer that has it whole.
 */
final class ForcedPlans {

    private static final int TRIES = 50;
    private static final int MOST_SEGMENTS = 12;

    private final TimeRange range;
    private final Floors floors;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * A layer and the stretch over which it has all there is.
     *
     * @param tier null for raw
     */
    private record Layer(@Nullable Tier tier, long from, long to) {

        long floor(long time) {
            return tier == null ? time : tier.width().floor(time);
        }

        long ceil(long time) {
            return tier == null ? time : tier.width().ceil(time);
        }

        /** Whether a segment of the layer can begin here. */
        boolean begins(long time, long end) {
            return time >= from && floor(time) == time && floor(Math.min(to, end)) > time;
        }
    }

    ForcedPlans(QueryPlan plan, BucketWidth width) {
        this.range = plan.range();
        this.floors = plan.floors();
        layers.add(new Layer(null, floors.of(0), Long.MAX_VALUE));
        Map<Short, Long> watermarks = new HashMap<>(Map.of((short) 0, Long.MAX_VALUE));
        for (TierState state : plan.tiers()) {
            Tier tier = state.tier();
            long watermark = Math.min(state.watermark(), watermarks.getOrDefault(tier.sourceId(), Long.MIN_VALUE));
            watermarks.put(tier.id(), watermark);
            if (width.contains(tier.width()) && watermark > Long.MIN_VALUE) {
                layers.add(new Layer(tier, tier.width().ceil(Math.max(range.from(), floors.of(tier.id()))), watermark));
            }
        }
    }

    /** For raw, and for each tier that has a bucket of the range: as much of it as it has, and raw for the rest. */
    List<List<Segment>> alone() {
        List<List<Segment>> plans = new ArrayList<>();
        for (Layer layer : layers) {
            long from = layer.ceil(Math.max(range.from(), layer.from()));
            long to = layer.floor(Math.min(range.to(), layer.to()));
            List<Segment> plan = new ArrayList<>();
            add(plan, range.from(), from, null);
            add(plan, from, to, layer.tier());
            add(plan, to, range.to(), null);
            if (from < to && plan.stream().allMatch(this::isKept)) {
                plans.add(plan);
            }
        }
        return plans;
    }

    /** Stretches of any length from layers picked by chance; null where what is kept does not fit together. */
    @Nullable
    List<Segment> mixed(Random random) {
        for (int tries = 0; tries < TRIES; tries++) {
            List<Segment> plan = mix(random);
            if (plan != null) {
                return plan;
            }
        }
        return null;
    }

    private @Nullable List<Segment> mix(Random random) {
        List<Segment> plan = new ArrayList<>();
        long at = range.from();
        while (at < range.to() && plan.size() < MOST_SEGMENTS) {
            long from = at;
            List<Layer> able = layers.stream()
                    .filter(layer -> layer.begins(from, range.to()))
                    .toList();
            if (able.isEmpty()) {
                return null;
            }
            Layer layer = able.get(random.nextInt(able.size()));
            long to = layer.tier() == null ? border(from, random) : end(layer, from, random);
            add(plan, from, to, layer.tier());
            at = to;
        }
        return at < range.to() ? null : plan;
    }

    /** A bucket of the layer, or as many as chance has it. */
    private long end(Layer layer, long from, Random random) {
        long last = layer.floor(Math.min(range.to(), layer.to()));
        long picked = layer.floor(random.nextLong(from, last) + 1);
        return random.nextInt(3) == 0 || picked <= from ? layer.ceil(from + 1) : picked;
    }

    /** Where raw hands over to another layer: any border of that one's buckets. */
    private long border(long from, Random random) {
        Layer next = layers.get(random.nextInt(layers.size()));
        long picked = random.nextBoolean() ? from + 1 : random.nextLong(from, range.to()) + 1;
        return Math.min(range.to(), next.ceil(picked));
    }

    private boolean isKept(Segment segment) {
        return segment.tier() != null || segment.range().from() >= floors.of(0);
    }

    private static void add(List<Segment> plan, long from, long to, @Nullable Tier tier) {
        if (from < to) {
            plan.add(new Segment(new TimeRange(from, to), tier));
        }
    }
}
