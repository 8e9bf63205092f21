package io.varve.query;

import java.util.List;
import java.util.stream.Collectors;

/** Puts points into bins by their values, in SQL. {@code lower} bounds of the bins, ascending; no value is below the first. */
record BinSql(List<Double> lower) implements Placement {

    @Override
    public String before() {
        return "";
    }

    @Override
    public String ofRaw(String time) {
        String bounds = lower.stream().map(String::valueOf).collect(Collectors.joining(", ", "ARRAY[", "]"));
        return "to_timestamp(width_bucket(t.value, " + bounds + "::double precision[]))";
    }

    @Override
    public String ofTier(String start) {
        throw new IllegalStateException("a tier does not know the values of its points");
    }
}
