package io.varve.model;

import io.varve.model.Step.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules 2 to 5: forward steps and recomputations. */
final class Refresh {

    private Refresh() {}

    static List<Step> forward(int tier, Set<Rule> rules) {
        Step claim = (state, me, process, held) -> isForwardDue(tier, state, held)
                ? claim(tier, state, me, held, Rule.FORWARD_HOLDS_THE_SHARDS)
                : stop(state, me);
        Step read = (state, me, process, held) -> {
            if (!isForwardDue(tier, state, held)) {
                return stop(state, me);
            }
            me.value = state.source(tier);
            return Then.NEXT;
        };
        Step commit = (state, me, process, held) -> {
            // Of two that got here one inserts the row first; the other one fails.
            if (!state.tiers[tier].isMaterialised()) {
                state.tiers[tier] = new Tier(1, me.value);
            }
            return Then.END;
        };
        return rules.contains(Rule.SOURCE_IS_READ_AFTER_THE_LOCK)
                ? List.of(claim, read, commit)
                : List.of(read, claim, commit);
    }

    /** The bucket can be materialised once nobody writes to the source by a fence that is not past it. */
    private static boolean isForwardDue(int tier, State state, Set<Rule> rules) {
        Fence source = state.fences[tier - 1];
        int limit = rules.contains(Rule.FORWARD_TO_WHAT_IS_DRAINED) ? source.drainedPosition() : source.position();
        return limit > 0 && !state.tiers[tier].isMaterialised();
    }

    static List<Step> recompute(int tier, Set<Rule> rules) {
        List<Step> steps = new ArrayList<>();
        if (tier == 1) {
            steps.addAll(Fences.join(1, rules.contains(Rule.RECOMPUTATION_JOINS_ITS_FENCE)));
        }
        Step claim = (state, me, process, held) -> claim(tier, state, me, held, Rule.RECOMPUTATION_HOLDS_THE_SHARD);
        Step take = (state, me, process, held) -> take(tier, state, me);
        Step read = (state, me, process, held) -> read(tier, state, me, held);
        if (!rules.contains(Rule.SOURCE_IS_READ_AFTER_THE_LOCK)) {
            steps.addAll(List.of(take, read, claim));
        } else if (!rules.contains(Rule.CONSUME_WHAT_WAS_READ)) {
            steps.addAll(List.of(claim, read, take));
        } else {
            steps.addAll(List.of(claim, take, read));
        }
        steps.add((state, me, process, held) -> commit(tier, state, me, held));
        Step first = steps.get(0);
        steps.set(
                0,
                (state, me, process, held) -> state.isPending(tier) ? first.take(state, me, process, held) : Then.WAIT);
        return steps;
    }

    /** Tries the shard; if somebody else holds it, he does the work. */
    private static Then claim(int tier, State state, Local me, Set<Rule> rules, Rule rule) {
        if (rules.contains(rule)) {
            if (!state.areShardsFree(1 << tier)) {
                return stop(state, me);
            }
            me.shards |= 1 << tier;
        }
        return Then.NEXT;
    }

    /** Rolls back: what was deleted is there again. Before the first step there is nothing to roll back. */
    private static Then stop(State state, Local me) {
        state.log |= me.taken;
        return me.step == 0 ? Then.WAIT : Then.END;
    }

    /** Entries that another transaction has deleted are passed over, as a queue would. */
    private static Then take(int tier, State state, Local me) {
        me.taken = state.log & 1 << tier;
        state.log &= ~me.taken;
        return me.taken == 0 ? stop(state, me) : Then.NEXT;
    }

    /** What lies beyond the watermark is left to the forward step; what is sealed stays as it is. */
    private static Then read(int tier, State state, Local me, Set<Rule> rules) {
        boolean sealed = tier == 1 && state.floor > 0 && rules.contains(Rule.SEALED_BUCKETS_STAY);
        me.stores = state.tiers[tier].isMaterialised() && !sealed;
        me.value = me.stores ? state.source(tier) : Content.EMPTY;
        return Then.NEXT;
    }

    private static Then commit(int tier, State state, Local me, Set<Rule> rules) {
        if (me.stores) {
            state.tiers[tier] = new Tier(state.tiers[tier].watermark(), me.value);
        }
        if (tier == 1 && me.fences[1].position() > 0 && rules.contains(Rule.PARENTS_ARE_LOGGED)) {
            log(2, state, me, rules);
        }
        return publish(state, me);
    }

    /**
     * Has the bucket of tier 1 recomputed though nobody wrote to it, once: what a reconciliation does. Before the floor that
     * is nothing else than what a late writer does.
     */
    static Then repair(State state, Local me, int process, Set<Rule> rules) {
        if (state.repaired || state.floor == 0) {
            return Then.WAIT;
        }
        state.repaired = true;
        state.log |= 1 << 1;
        return Then.END;
    }

    /** Appends an entry; with a unique key, only if none is there, visible or being deleted. */
    static void log(int tier, State state, Local me, Set<Rule> rules) {
        if (rules.contains(Rule.LOG_IS_APPEND_ONLY) || !state.isPending(tier)) {
            me.logged |= 1 << tier;
        }
    }

    /** What the transaction logged becomes visible, what it deleted is gone, as it ends. */
    static Then publish(State state, Local me) {
        state.log |= me.logged;
        return Then.END;
    }
}
