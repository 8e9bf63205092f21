package io.varve.model;

import io.varve.model.Step.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A request that writes the contested point: to raw, or, below raw's floor, merged into the tiers. What was merged may be sent
 * once more, because its answer was lost.
 */
final class Writer {

    private static final int ALL_SHARDS = 1 << 1 | 1 << 2;

    private Writer() {}

    static List<Step> steps(Set<Rule> rules, int times) {
        List<Step> steps = new ArrayList<>(Fences.join(0, true));
        Step read = steps.get(0);
        steps.set(
                0,
                (state, me, process, held) ->
                        isDue(state, me, process, times) ? read.take(state, me, process, held) : Then.WAIT);
        boolean lockFirst = rules.contains(Rule.FLOOR_IS_READ_AFTER_THE_LOCK);
        int write = steps.size() + 2;
        Step lockFloor = (state, me, process, held) -> lockFloor(state, me, write);
        steps.add(lockFirst ? lockFloor : Writer::readFloor);
        steps.add(lockFirst ? Writer::readFloor : lockFloor);

        List<Step> merge = Fences.join(1, rules.contains(Rule.MERGING_JOINS_THE_FENCE));
        int commit = write + 1 + merge.size() + 2;
        steps.add((state, me, process, held) -> write(state, me, held, commit));
        steps.addAll(merge);
        steps.addAll(List.of(Writer::lockShards, Writer::merge, Writer::commit));
        return steps;
    }

    private static boolean isDue(State state, Local me, int process, int times) {
        return me.sent == 0 || me.sent < times && isMerged(state, process);
    }

    private static boolean isMerged(State state, int process) {
        return (state.late >> process & 1) == 1;
    }

    /** Only whoever writes below the fence needs the floor: no floor is above a watermark, and no watermark above the fence. */
    private static Then lockFloor(State state, Local me, int write) {
        if (me.fences[0].position() == 0) {
            me.step = write - 1;
            return Then.NEXT;
        }
        for (Local other : state.processes) {
            if (other.floorExclusive) {
                return Then.WAIT;
            }
        }
        me.floorShared = true;
        return Then.NEXT;
    }

    private static Then readFloor(State state, Local me, int process, Set<Rule> rules) {
        me.belowFloor = me.fences[0].position() > 0 && state.floor > 0 && rules.contains(Rule.LATE_POINTS_ARE_MERGED);
        if (me.belowFloor) {
            me.fences[0] = Join.NONE;
        }
        return Then.NEXT;
    }

    /** Into raw, unless it has to be merged; what goes to raw is ready to be committed. */
    private static Then write(State state, Local me, Set<Rule> rules, int commit) {
        if (!me.belowFloor) {
            me.order = 8 * me.fences[0].generation() + ++state.numbers;
            if (me.fences[0].position() > 0) {
                Refresh.log(1, state, me, rules);
            }
            me.step = commit - 1;
        }
        return Then.NEXT;
    }

    private static Then lockShards(State state, Local me, int process, Set<Rule> rules) {
        if (rules.contains(Rule.MERGING_HOLDS_THE_SHARDS)) {
            if (!state.areShardsFree(ALL_SHARDS)) {
                return Then.WAIT;
            }
            me.shards = ALL_SHARDS;
        }
        return Then.NEXT;
    }

    /** Into the sealed bucket of the first tier; that of the second is recomputed from it. */
    private static Then merge(State state, Local me, int process, Set<Rule> rules) {
        if (isMerged(state, process) && rules.contains(Rule.MERGED_EXACTLY_ONCE)) {
            return Then.NEXT;
        }
        me.value = Content.plusLate(state.tiers[1].bucket(), process + 1);
        me.stores = true;
        if (me.fences[1].position() > 0) {
            Refresh.log(2, state, me, rules);
        }
        return Then.NEXT;
    }

    private static Then commit(State state, Local me, int process, Set<Rule> rules) {
        if (me.order > 0) {
            state.batches[process] = new Batch(me.order, me.fences[0].generation());
            if (me.order > state.truthOrder) {
                state.truthOrder = me.order;
                state.truth = Content.withWriter(state.truth, process + 1);
            }
        } else if (me.stores) {
            state.tiers[1] = new Tier(state.tiers[1].watermark(), me.value);
            state.truth = isMerged(state, process) ? state.truth : Content.plusLate(state.truth, process + 1);
            state.late |= 1 << process;
        }
        me.sent++;
        forgetOrder(state);
        return Refresh.publish(state, me);
    }

    /** Once both have written, nobody compares with the order of what is settled any more. */
    private static void forgetOrder(State state) {
        for (int writer = 0; writer < State.WRITERS; writer++) {
            if (state.processes[writer].sent == 0) {
                return;
            }
        }
        state.numbers = 0;
        state.truthOrder = 0;
    }
}
