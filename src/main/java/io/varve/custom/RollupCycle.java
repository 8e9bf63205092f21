package io.varve.custom;

import io.varve.custom.RollupJobs.Due;
import io.varve.custom.RollupJobs.Step;
import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import io.varve.rollup.RefreshPace;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * One round of refreshing custom rollups: each whose time has come takes steps until it is up to date. They take turns, so that none
 * waits for the history of another; one that fails is tried again later and later. Any number of instances may run rounds at the
 * same time: what one is working on, the others pass over.
 */
@Component
public class RollupCycle {

    private static final int STEPS_OF_A_TURN = 50;
    private static final int TURNS = 40;

    private final RollupJobs jobs;
    private final RefreshPace pace;
    private final Ledger ledger;

    RollupCycle(RollupJobs jobs, RefreshPace pace, Ledger ledger) {
        this.jobs = jobs;
        this.pace = pace;
        this.ledger = ledger;
    }

    /** Refreshes what is due as of {@code now}, the database's time. */
    public void run(Instant now) {
        List<Due> due = jobs.due(now);
        Set<Due> done = new HashSet<>();
        for (int turn = 0; turn < TURNS && done.size() < due.size(); turn++) {
            for (Due rollup : due) {
                if (!done.contains(rollup) && !takeTurn(rollup, now, turn == 0)) {
                    done.add(rollup);
                }
            }
        }
    }

    /** Whether there is more to do. */
    private boolean takeTurn(Due rollup, Instant now, boolean first) {
        boolean[] more = {false};
        ledger.runIfDue(new Job("refresh", rollup.name()), run -> more[0] = work(rollup, now, first, run));
        return more[0];
    }

    private boolean work(Due rollup, Instant now, boolean first, Run run) {
        if (jobs.hasWork(rollup.name(), now)) {
            if (!steps(rollup.name(), now, first, run)) {
                return true;
            }
        }
        if (rollup.scheduled()) {
            String cron = rollup.cron();
            jobs.postpone(
                    rollup.name(),
                    now,
                    cron == null ? null : Schedule.parse(cron).next(now));
        }
        return false;
    }

    /** Refreshes one that is called for, due or not: a bounded number of steps. A failure is noted and thrown. */
    void refresh(String name, Instant now) {
        ledger.record(new Job("refresh", name), run -> steps(name, now, true, run));
    }

    /** Whether there is nothing left to do, or another instance is at it. */
    private boolean steps(String name, Instant now, boolean first, Run run) {
        pace.look(name, run, now);
        boolean finished = false;
        for (int taken = 0; taken < STEPS_OF_A_TURN && !finished; taken++) {
            Optional<Step> step = jobs.step(name, now, first && taken == 0, run.begin(), pace.target());
            step.ifPresent(done -> note(done, run));
            finished = step.isEmpty() || step.get().finished() || step.get().didNothing();
        }
        return finished;
    }

    private static void note(Step step, Run run) {
        Instant to = step.to();
        if (to != null) {
            run.covered(step.from() == null ? to : step.from(), to);
        }
        run.took(step.taken());
        run.wrote(step.written() + step.removed());
    }
}
