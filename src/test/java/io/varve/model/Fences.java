package io.varve.model;

import io.varve.model.Step.Then;
import java.util.List;

/** Rules 1 and 2: joining a fence, raising it, draining it. */
final class Fences {

    /** Raw's fence can be raised so far: past the bucket, and once more. */
    private static final int LAST_POSITION = 2;

    private Fences() {}

    /**
     * Reads the fence, takes the lock of its generation, and reads it again; starts over if it has moved. Who does not join
     * only reads it.
     */
    static List<Step> join(int layer, boolean joins) {
        Step read = (state, me, process, rules) -> {
            me.fences[layer] = me.fences[layer].read(state.fences[layer]);
            return Then.NEXT;
        };
        Step lock = (state, me, process, rules) -> {
            me.fences[layer] = me.fences[layer].locked();
            return Then.NEXT;
        };
        Step readAgain = (state, me, process, rules) -> {
            if (rules.contains(Rule.FENCE_IS_READ_AFTER_THE_LOCK)) {
                boolean moved = me.fences[layer].generation() != state.fences[layer].generation();
                me.fences[layer] = me.fences[layer].read(state.fences[layer]);
                me.step -= moved ? 2 : 0;
            }
            return Then.NEXT;
        };
        return joins ? List.of(read, lock, readAgain) : List.of(read);
    }

    static Step raise(int layer) {
        return (state, me, process, rules) -> {
            Fence fence = state.fences[layer];
            int wanted = layer == 0 ? Math.min(LAST_POSITION, fence.position() + 1) : state.tiers[layer].watermark();
            boolean early = rules.contains(Rule.RAISE_ONLY_WHEN_DRAINED) && !fence.isDrained();
            // Once the floor is past the bucket, nothing depends on raw's fence any more.
            early |= layer == 0 && state.floor > 0;
            if (early || fence.position() >= wanted) {
                return Then.WAIT;
            }
            state.fences[layer] = fence.raisedTo(wanted);
            return Then.END;
        };
    }

    static Step drain(int layer) {
        return (state, me, process, rules) -> {
            Fence fence = state.fences[layer];
            boolean busy = rules.contains(Rule.DRAIN_WAITS) && state.isJoined(layer, fence.generation() - 1);
            if (busy || fence.isDrained()) {
                return Then.WAIT;
            }
            state.fences[layer] = fence.drained();
            return Then.END;
        };
    }
}
