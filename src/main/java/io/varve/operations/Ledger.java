package io.varve.operations;

import io.varve.operations.LedgerRepository.Turn;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs scheduled work so that it can be seen: what has something to do is a row of {@code ops.run} while it lasts and after
 * it, and why it failed one of {@code ops.error}. After a failure a job waits, longer each time, before it is due again.
 */
@Component
public class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final LedgerRepository repository;
    private final Instance instance;
    private final RunMeters meters;
    private final InstantSource clock;

    Ledger(LedgerRepository repository, Instance instance, RunMeters meters, InstantSource clock) {
        this.repository = repository;
        this.instance = instance;
        this.meters = meters;
        this.clock = clock;
    }

    /** The name under which this process is in the ledger. */
    public String instance() {
        return instance.name();
    }

    /** Whether the job is not paused, and not waiting after a failure. */
    public boolean isDue(Job job) {
        return repository.turn(job, clock.instant()).isDue();
    }

    /**
     * Runs the work if the job is due. A failure is noted and logged, not thrown: it does not keep other jobs from theirs.
     *
     * @return false if the work failed
     */
    public boolean runIfDue(Job job, Consumer<Run> work) {
        Turn turn = repository.turn(job, clock.instant());
        if (!turn.isDue()) {
            return true;
        }
        return run(job, run -> {
            work.accept(run);
            if (!run.isBegun() && turn.attempts() > 0) {
                repository.recovered(job);
            }
        });
    }

    /**
     * Runs the work, due or not. A failure is noted and logged, not thrown.
     *
     * @return false if the work failed
     */
    public boolean run(Job job, Consumer<Run> work) {
        try {
            record(job, run -> {
                work.accept(run);
                return true;
            });
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{} failed and will be tried again: {}", job, e.getMessage());
            return false;
        }
    }

    /** Runs the work, due or not; a failure is noted and thrown on. */
    public <T> T record(Job job, Function<Run, T> work) {
        Run run = new Run(repository, job, instance.name(), clock.instant());
        long begun = System.nanoTime();
        try {
            T result = work.apply(run);
            if (run.isBegun()) {
                run.end(clock.instant());
                ended(run, "succeeded", begun);
            }
            return result;
        } catch (RuntimeException e) {
            Trouble trouble = Trouble.of(e);
            ended(run, trouble.outcome(), begun);
            note(run, trouble, e);
            throw e;
        }
    }

    private void ended(Run run, String outcome, long begun) {
        long taken = System.nanoTime() - begun;
        meters.ended(run.job(), outcome, taken);
        run.tell(outcome, taken);
    }

    private void note(Run run, Trouble trouble, RuntimeException failure) {
        try {
            Instant now = clock.instant();
            run.fail(now, ThreadLocalRandom.current().nextDouble(), trouble);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
