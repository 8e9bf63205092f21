package io.varve.model;

import java.util.Set;

/** One statement of a process, or its commit. */
@FunctionalInterface
interface Step {

    /** What the statement leads to. */
    enum Then {
        /** It has to wait, or there is nothing to do: it is not taken. */
        WAIT,
        /** The next step. */
        NEXT,
        /** The transaction is over. */
        END
    }

    /** Changes {@code state} and {@code me}, which are copies for this step, by the rules that hold. */
    Then take(State state, Local me, int process, Set<Rule> rules);
}
