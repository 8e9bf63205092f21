package io.varve.retention;

import io.varve.timeseries.BucketWidth;
import java.util.List;

/** Raw and the tiers as they are shipped. */
final class Layers {

    static final List<Layer> ALL = List.of(
            layer(0, "raw", -1, "1h", "1h"),
            layer(1, "1m", 0, "1m", "1h"),
            layer(2, "5m", 1, "5m", "1d"),
            layer(3, "1h", 2, "1h", "1h"),
            layer(4, "1d", 3, "1d", "1d"),
            layer(5, "1w", 4, "1w", "1w"),
            layer(6, "1mo", 4, "1mo", "1mo"),
            layer(7, "1y", 6, "1y", "1y"));

    private Layers() {}

    private static Layer layer(int id, String name, int source, String width, String unit) {
        return new Layer(id, name, source, BucketWidth.parse(width), BucketWidth.parse(unit));
    }
}
