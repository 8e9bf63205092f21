package io.varve.model;

import java.util.List;
import java.util.Set;

/** What a process can do when it is idle, step by step. */
enum Program {
    WRITE(rules -> Writer.steps(rules, 1)),
    WRITE_AND_SEND_AGAIN(rules -> Writer.steps(rules, 2)),
    RAISE_RAW(rules -> List.of(Fences.raise(0))),
    RAISE_TIER(rules -> List.of(Fences.raise(1))),
    DRAIN_RAW(rules -> List.of(Fences.drain(0))),
    DRAIN_TIER(rules -> List.of(Fences.drain(1))),
    FORWARD_FIRST(rules -> Refresh.forward(1, rules)),
    FORWARD_SECOND(rules -> Refresh.forward(2, rules)),
    RECOMPUTE_FIRST(rules -> Refresh.recompute(1, rules)),
    RECOMPUTE_SECOND(rules -> Refresh.recompute(2, rules)),
    SETTLE(rules -> List.of(Retention::settle)),
    RAISE_FLOOR(rules -> Retention.raiseFloor()),
    DROP(rules -> List.of(Retention::drop)),
    REPAIR(rules -> List.of(Refresh::repair)),
    READ(rules -> Retention.read());

    private interface Body {
        List<Step> steps(Set<Rule> rules);
    }

    private final Body body;

    Program(Body body) {
        this.body = body;
    }

    List<Step> steps(Set<Rule> rules) {
        return body.steps(rules);
    }
}
