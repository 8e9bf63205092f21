package io.varve.catalog;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of series in ascending order of id that can be extended cheaply: lists share one array, each sees
 * its own length of it. Only the longest may be extended, which {@link SeriesSnapshots} takes care of under its lock.
 */
final class SeriesRows extends AbstractList<Series> implements RandomAccess {

    static final SeriesRows NONE = new SeriesRows(new Series[0], 0);

    private final Series[] rows;
    private final int size;

    private SeriesRows(Series[] rows, int size) {
        this.rows = rows;
        this.size = size;
    }

    SeriesRows with(List<Series> more) {
        int length = size + more.size();
        Series[] target = length <= rows.length ? rows : Arrays.copyOf(rows, length + (length >> 1));
        for (int i = 0; i < more.size(); i++) {
            target[size + i] = more.get(i);
        }
        return new SeriesRows(target, length);
    }

    int lastId() {
        return size == 0 ? 0 : rows[size - 1].id();
    }

    /** Index of the first series with an id above {@code id}. */
    int after(int id) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows[middle].id() <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Series get(int index) {
        return rows[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
        return size;
    }
}
