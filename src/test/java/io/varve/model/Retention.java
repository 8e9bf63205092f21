package io.varve.model;

import io.varve.model.Step.Then;
import java.util.List;
import java.util.Set;

/** Rules 6, 8 and 9: settling, moving raw's floor past the bucket, dropping what lies below, and a reader with an old snapshot. */
final class Retention {

    private Retention() {}

    /** Moves what is drained from the log of batches into the chunk; of several rows the newest counts. */
    static Then settle(State state, Local me, int process, Set<Rule> rules) {
        int newest = 0;
        for (int writer = 1; writer <= State.WRITERS; writer++) {
            Batch batch = state.batches[writer - 1];
            boolean drained = batch.generation() <= state.fences[0].drainedGeneration();
            if (batch.isThere() && (drained || !rules.contains(Rule.SETTLE_WHAT_IS_DRAINED))) {
                state.chunkWriter = batch.order() > newest ? writer : state.chunkWriter;
                newest = Math.max(newest, batch.order());
                state.batches[writer - 1] = Batch.NONE;
            }
        }
        return newest == 0 ? Then.WAIT : Then.END;
    }

    static List<Step> raiseFloor() {
        return List.of(Retention::lockFloors, Retention::moveFloor);
    }

    private static Then lockFloors(State state, Local me, int process, Set<Rule> rules) {
        if (state.floor > 0 || !isFloorDue(state, rules)) {
            return Then.WAIT;
        }
        if (rules.contains(Rule.FLOOR_WAITS_FOR_WRITERS)) {
            for (Local other : state.processes) {
                if (other.floorShared) {
                    return Then.WAIT;
                }
            }
        }
        me.floorExclusive = true;
        return Then.NEXT;
    }

    private static Then moveFloor(State state, Local me, int process, Set<Rule> rules) {
        if (isFloorDue(state, rules)) {
            state.floor = 1;
        }
        return Then.END;
    }

    /** The bucket is stored and up to date, and raw's log is settled that far. */
    private static boolean isFloorDue(State state, Set<Rule> rules) {
        return (state.tiers[1].isMaterialised() || !rules.contains(Rule.FLOOR_STOPS_AT_THE_WATERMARK))
                && (!state.isPending(1) || !rules.contains(Rule.FLOOR_STOPS_AT_PENDING_ENTRIES))
                && !state.batches[0].isThere()
                && !state.batches[1].isThere();
    }

    static Then drop(State state, Local me, int process, Set<Rule> rules) {
        if (state.floor == 0 || state.dropped) {
            return Then.WAIT;
        }
        if (rules.contains(Rule.DROP_WAITS_FOR_SNAPSHOTS)) {
            for (Local other : state.processes) {
                if (other.program == Program.READ) {
                    return Then.WAIT;
                }
            }
        }
        state.dropped = true;
        state.chunkHasOldPoint = false;
        state.chunkWriter = 0;
        return Then.END;
    }

    /** A long transaction whose snapshot cannot use the tiers: it reads raw some time later. */
    static List<Step> read() {
        return List.of(
                (state, me, process, rules) -> Invariants.needsRaw(state, rules) ? Then.NEXT : Then.WAIT,
                (state, me, process, rules) -> {
                    me.foundNothing = state.dropped;
                    return Then.END;
                });
    }
}
