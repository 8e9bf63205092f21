package io.varve.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From when on each layer keeps its rows: rows of earlier times are gone, or going.
 *
 * @param generation changes whenever any floor moves
 * @param layers epoch micros by id of the layer, 0 being raw; {@link Long#MIN_VALUE} where everything is kept
 * @param series the same for series that are kept for a shorter time than their layers, by id
 */
public record Floors(long generation, List<Long> layers, Map<Integer, List<Long>> series) {

    /** From when on each layer keeps all of these series. */
    public Floors of(int[] ids) {
        List<Long> highest = new ArrayList<>(layers);
        for (int id : ids) {
            List<Long> own = series.get(id);
            for (int layer = 0; own != null && layer < highest.size(); layer++) {
                highest.set(layer, Math.max(highest.get(layer), own.get(layer)));
            }
        }
        return new Floors(generation, List.copyOf(highest), Map.of());
    }

    public long of(int layer) {
        return layers.get(layer);
    }

    /** Whether anything at all has been removed. */
    public boolean any() {
        return generation > 0;
    }
}
