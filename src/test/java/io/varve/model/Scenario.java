package io.varve.model;

import java.util.List;

/**
 * Who is there. The first two processes are the writers, the next two the refreshers. What is a single statement may be done by
 * whoever, and is left to one process.
 */
enum Scenario {
    /** Small: one writer, who may send its point again, a repair, and a long reader. */
    ONE_WRITER(
            List.of(),
            List.of(Program.WRITE_AND_SEND_AGAIN),
            List.of(Program.FORWARD_FIRST, Program.FORWARD_SECOND, Program.RECOMPUTE_FIRST, Program.RECOMPUTE_SECOND),
            List.of(Program.FORWARD_FIRST, Program.FORWARD_SECOND, Program.RECOMPUTE_FIRST, Program.RECOMPUTE_SECOND),
            List.of(Program.RAISE_RAW, Program.RAISE_TIER, Program.DRAIN_RAW, Program.DRAIN_TIER, Program.SETTLE),
            List.of(Program.RAISE_FLOOR, Program.DROP, Program.REPAIR),
            List.of(Program.READ)),
    /** Two writers of the same point. */
    TWO_WRITERS(
            List.of(Program.WRITE),
            List.of(Program.WRITE),
            List.of(Program.FORWARD_FIRST, Program.FORWARD_SECOND, Program.RECOMPUTE_FIRST, Program.RECOMPUTE_SECOND),
            List.of(Program.FORWARD_FIRST, Program.FORWARD_SECOND, Program.RECOMPUTE_FIRST, Program.RECOMPUTE_SECOND),
            List.of(Program.RAISE_RAW, Program.RAISE_TIER, Program.DRAIN_RAW, Program.DRAIN_TIER, Program.SETTLE),
            List.of(Program.RAISE_FLOOR, Program.DROP));

    private final List<List<Program>> processes;

    @SafeVarargs
    Scenario(List<Program>... processes) {
        this.processes = List.of(processes);
    }

    /** What each process may do when it is idle. */
    List<List<Program>> processes() {
        return processes;
    }
}
