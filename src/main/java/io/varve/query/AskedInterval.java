package io.varve.query;

import io.varve.timeseries.BucketWidth;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The interval of an answer.
 *
 * @param label as it was asked for, or what {@code auto} has become
 * @param width null for raw points
 */
record AskedInterval(String label, @Nullable BucketWidth width) {

    static final String AUTO = "auto";
    static final AskedInterval RAW = new AskedInterval("raw", null);

    /** Reads {@code raw} or a width. */
    static AskedInterval parse(String text) {
        String label = text.strip().toLowerCase(Locale.ROOT);
        return label.equals(RAW.label) ? RAW : new AskedInterval(label, BucketWidth.parse(label));
    }
}
