package io.varve.rollup;

import io.varve.operations.Run;
import io.varve.rollup.Window.Measured;
import io.varve.rollup.WindowRepository.Kept;
import java.time.Instant;
import java.util.Locale;

/**
 * How much a run of a tier takes at once: what the runs before it found out, cut to half as long as sessions are busy, and
 * changed by what its own steps and batches take. Each change is kept for the next run, and the ledger says why (docs/adr/0031).
 */
final class TierWindows {

    /** Of the target time, while others are at work. */
    private static final double BUSY_SHARE = 0.5;

    private static final int MOST_ENTRIES = 10_000;

    private final WindowRepository repository;
    private final RefreshProperties properties;
    private final int tier;
    private final Instant now;
    private final Run run;
    private Kept kept = Kept.USUAL;

    TierWindows(WindowRepository repository, RefreshProperties properties, int tier, Instant now, Run run) {
        this.repository = repository;
        this.properties = properties;
        this.tier = tier;
        this.now = now;
        this.run = run;
    }

    /** Entries of the log to take at once. */
    int entries() {
        return (int) Math.max(
                1,
                Math.min(
                        MOST_ENTRIES,
                        Math.round(properties.batchSize() * kept.batch().size())));
    }

    /** There is something to do: takes up what is known, and looks how busy the database is. */
    void look() {
        kept = repository.kept(tier);
        int busy = properties.busySessions() == 0 ? 0 : repository.busySessions();
        double share = properties.busySessions() > 0 && busy >= properties.busySessions() ? BUSY_SHARE : 1;
        if (share != kept.share()) {
            double factor = share / kept.share();
            keep(
                    new Kept(kept.forward().times(factor), kept.batch().times(factor), share),
                    "%s: %d sessions are at work, %d are many"
                            .formatted(
                                    share < 1 ? "windows are halved" : "windows are whole again",
                                    busy,
                                    properties.busySessions()));
        }
    }

    /** A forward step was done. */
    void stepped(Measured measured) {
        Window next = kept.forward().after(measured, target());
        if (!next.equals(kept.forward())) {
            String reason = changed("forward", kept.forward(), next, measured, "a step wrote %,d rows");
            keep(new Kept(next, kept.batch(), kept.share()), reason);
        }
    }

    /** A batch of the log was recomputed. */
    void recomputed(Measured measured) {
        Window next = kept.batch().after(measured, target());
        if (!next.equals(kept.batch())) {
            String reason = changed("batch", kept.batch(), next, measured, "%,d entries were recomputed");
            keep(new Kept(kept.forward(), next, kept.share()), reason);
        }
    }

    private double target() {
        return properties.targetDuration().toNanos() / 1e9 * kept.share();
    }

    private String changed(String window, Window was, Window next, Measured measured, String what) {
        return String.format(
                Locale.ROOT,
                "%s window is %.3g, was %.3g: " + what + " in %.3g s of %.3g s",
                window,
                next.size(),
                was.size(),
                measured.rows(),
                measured.seconds(),
                target());
    }

    private void keep(Kept next, String reason) {
        kept = next;
        repository.keep(tier, next, now);
        run.decided(reason);
    }
}
