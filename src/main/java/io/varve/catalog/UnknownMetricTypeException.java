package io.varve.catalog;

import java.util.List;

/** The first refused key names a metric type that is not there, and {@code varve.catalog.auto-register} is off. */
public final class UnknownMetricTypeException extends RefusedSeriesException {

    UnknownMetricTypeException(List<Refusal> refusals) {
        super(refusals);
    }
}
