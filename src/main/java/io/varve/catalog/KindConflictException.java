package io.varve.catalog;

import java.util.List;

/** The first refused key is of another kind than its field. */
public final class KindConflictException extends RefusedSeriesException {

    KindConflictException(List<Refusal> refusals) {
        super(refusals);
    }
}
