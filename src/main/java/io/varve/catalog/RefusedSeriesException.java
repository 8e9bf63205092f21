package io.varve.catalog;

import java.util.List;

/** Keys that {@link SeriesCatalog#resolve} cannot give an id; it has created nothing for the others either. */
public abstract sealed class RefusedSeriesException extends RuntimeException
        permits KindConflictException, UnknownMetricTypeException {

    private final transient List<Refusal> refusals;

    RefusedSeriesException(List<Refusal> refusals) {
        super(refusals.get(0).message());
        this.refusals = List.copyOf(refusals);
    }

    /** Every refused key in ascending order of index, kind conflicts and unknown metric types alike. Never empty. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /** Index of the first refused key. */
    public int index() {
        return refusals.get(0).index();
    }

    /** Index of the key in the list that was asked for, and what is wrong with it in words for the caller. */
    public record Refusal(int index, String message) {}
}
