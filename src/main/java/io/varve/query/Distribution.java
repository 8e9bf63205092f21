package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What only all points of a bucket together tell. Members that no asked function needs are empty or 0.
 *
 * @param fractions of the quantiles, ascending
 * @param quantiles one for each fraction
 * @param mode the most frequent value; of several the smallest, for texts their code
 * @param estimated what is not exactly that of the points
 */
record Distribution(
        List<Double> fractions,
        List<Double> quantiles,
        long distinct,
        double mode,
        Set<AggregateFunction.Kind> estimated) {

    static final Distribution NOTHING = new Distribution(List.of(), List.of(), 0, 0, Set.of());

    Number value(AggregateFunction function) {
        return switch (function.kind()) {
            case QUANTILE -> quantiles.get(fractions.indexOf(function.fraction()));
            case DISTINCT -> distinct;
            case MODE -> mode;
            default -> throw new IllegalArgumentException(function.canonicalName() + " needs no distribution");
        };
    }

    Distribution withQuantiles(List<Double> ofFractions, List<Double> values) {
        return new Distribution(ofFractions, values, distinct, mode, estimated);
    }

    Distribution withDistinct(long value) {
        return new Distribution(fractions, quantiles, value, mode, estimated);
    }

    Distribution withMode(double value) {
        return new Distribution(fractions, quantiles, distinct, value, estimated);
    }

    Distribution estimating(AggregateFunction.Kind kind) {
        Set<AggregateFunction.Kind> more = EnumSet.of(kind);
        more.addAll(estimated);
        return new Distribution(fractions, quantiles, distinct, mode, more);
    }
}
