package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import org.jspecify.annotations.Nullable;

/** A bucket of a strand. */
public final class Line {

    private final long time;
    private final Strand strand;
    private final Row.Cell cell;

    Line(long time, Strand strand, Row.Cell cell) {
        this.time = time;
        this.strand = strand;
        this.cell = cell;
    }

    /** Where the bucket starts. */
    public long time() {
        return time;
    }

    public Strand strand() {
        return strand;
    }

    /** Null where there is none. */
    public @Nullable Number value(AggregateFunction function) {
        return cell.value(function);
    }

    /** Whether the bucket has no points, and the fill gave it a value. */
    public boolean filled() {
        Filling filling = cell.filling();
        return filling != null && filling.fills();
    }
}
