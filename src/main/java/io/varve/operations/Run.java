package io.varve.operations;

import io.varve.activity.Activity;
import io.varve.activity.Activity.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job as its work sees it. It is in the ledger from {@link #begin} on: work that finds nothing to do does not begin
 * it, and leaves no trace.
 */
public final class Run {

    private final LedgerRepository repository;
    private final Job job;
    private final String instance;
    private final Instant startedAt;
    private @Nullable Long id;
    private @Nullable Instant from;
    private @Nullable Instant to;
    private long taken;
    private long written;

    Run(LedgerRepository repository, Job job, String instance, Instant startedAt) {
        this.repository = repository;
        this.job = job;
        this.instance = instance;
        this.startedAt = startedAt;
    }

    /** There is something to do. Returns the run's id in the ledger; the same each time. */
    public long begin() {
        if (id == null) {
            id = repository.begin(job, instance, startedAt);
        }
        return id;
    }

    /** The run is about, among others, the data in [from, to). */
    public void covered(Instant from, Instant to) {
        this.from = this.from == null || from.isBefore(this.from) ? from : this.from;
        this.to = this.to == null || to.isAfter(this.to) ? to : this.to;
    }

    /** It took so many more rows. */
    public void took(long rows) {
        taken += rows;
    }

    /** It wrote or removed so many more rows. */
    public void wrote(long rows) {
        written += rows;
    }

    /** It decided something on the way, and why: others see it at once. */
    public void decided(String decision) {
        repository.decided(begin(), decision);
    }

    Job job() {
        return job;
    }

    boolean isBegun() {
        return id != null;
    }

    void end(Instant now) {
        repository.end(begin(), now, from, to, taken, written);
    }

    /** In the log of what was done. */
    void tell(String outcome, long nanos) {
        Activity.of(Kind.RUNS, "job run")
                .with("job", job.kind())
                .with("of", job.tier())
                .with("outcome", outcome)
                .with("run", id)
                .with("from", from)
                .with("to", to)
                .with("rows_in", taken)
                .with("rows_out", written)
                .seconds(nanos)
                .tell();
    }

    void fail(Instant now, double chance, Trouble trouble) {
        repository.fail(begin(), now, chance, trouble);
    }
}
