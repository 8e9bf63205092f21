package io.varve.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold in every state, from one to the next, and when nothing is left to do. */
final class Invariants {

    private Invariants() {}

    /** What is wrong with the state; null if nothing is. */
    static @Nullable String violation(State state, Set<Rule> rules) {
        for (int tier = 1; tier <= 2; tier++) {
            int answer = answer(tier, state, rules);
            if (answer != state.truth) {
                return "a query of tier %d answers %s where %s is right"
                        .formatted(tier, Content.describe(answer), Content.describe(state.truth));
            }
            boolean known = state.isPending(1) || tier == 2 && state.isPending(2);
            if (state.tiers[tier].isMaterialised() && state.tiers[tier].bucket() != state.truth && !known) {
                return "the bucket of tier %d is wrong and nothing in the log says so".formatted(tier);
            }
        }
        if (state.dropped && !state.tiers[1].isMaterialised()) {
            return "points were dropped that tier 1 has not got";
        }
        for (Local process : state.processes) {
            if (process.foundNothing) {
                return "a reader found nothing where its snapshot has points";
            }
        }
        return null;
    }

    /** Nothing moves back. */
    static @Nullable String backwards(State before, State after) {
        boolean backwards = after.floor < before.floor;
        for (int layer = 0; layer < 2; layer++) {
            backwards |= after.fences[layer].isBehind(before.fences[layer])
                    || after.tiers[layer + 1].watermark() < before.tiers[layer + 1].watermark();
        }
        return backwards ? "a fence, a watermark or the floor moved back" : null;
    }

    /** When no process can take another step, all work is done. */
    static @Nullable String unfinished(State state) {
        for (Local process : state.processes) {
            if (process.program != null) {
                return "somebody waits for ever in " + process.program;
            }
        }
        boolean done = state.log == 0
                && state.tiers[1].equals(new Tier(1, state.truth))
                && state.tiers[2].equals(new Tier(1, state.truth));
        return done ? null : "nobody does what is left to do";
    }

    /** Rule 5: the stored bucket if it may be used, else what is one layer down. */
    private static int answer(int tier, State state, Set<Rule> rules) {
        if (isUsable(tier, state, rules) || tier == 1 && state.floor > 0) {
            return state.tiers[tier].bucket();
        }
        return tier == 1 ? state.raw() : answer(1, state, rules);
    }

    private static boolean isUsable(int tier, State state, Set<Rule> rules) {
        boolean stored = rules.contains(Rule.WATERMARK_IS_TRUSTED)
                ? state.tiers[tier].isMaterialised()
                : state.fences[tier - 1].position() > 0;
        boolean finer = rules.contains(Rule.FINER_ENTRIES_COUNT) && state.isPending(1);
        return stored && !finer && !state.isPending(tier);
    }

    static boolean needsRaw(State state, Set<Rule> rules) {
        return state.floor == 0 && state.tiers[1].isMaterialised() && !isUsable(1, state, rules);
    }
}
