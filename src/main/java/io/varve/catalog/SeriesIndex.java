package io.varve.catalog;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds series by tag or user without looking at all of them. Two flat arrays, some 20 bytes for a series of three tags:
 * the places of series, grouped by the hash of what they have. A find may be wrong and is looked at again.
 *
 * <p>It covers the series there were when it was made. Those that came since are looked at one by one, until they are
 * many enough to make it anew.
 */
final class SeriesIndex {

    private static final int FEW = 4_096;

    private final int covered;
    private final int[] starts;
    private final int[] places;

    private SeriesIndex(int covered, int[] starts, int[] places) {
        this.covered = covered;
        this.starts = starts;
        this.places = places;
    }

    static SeriesIndex of(SeriesRows rows) {
        int[] starts = new int[Integer.highestOneBit(Math.max(1, rows.size())) * 2 + 1];
        for (Series series : rows) {
            hashes(series.key(), hash -> starts[slot(hash, starts) + 1]++);
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] places = new int[starts[starts.length - 1]];
        int[] next = starts.clone();
        for (int i = 0; i < rows.size(); i++) {
            int place = i;
            hashes(rows.get(i).key(), hash -> places[next[slot(hash, starts)]++] = place);
        }
        return new SeriesIndex(rows.size(), starts, places);
    }

    /** This one, or one that leaves fewer series of the list to be looked at. */
    SeriesIndex upTo(SeriesRows list) {
        return list.size() - covered <= Math.max(FEW, covered / 8) ? this : of(list);
    }

    /**
     * Places in the list, which may have more or fewer series than this, of series that may have all the tags and the
     * user; no other series has. Ascending, some twice in a row.
     */
    IntStream candidates(SeriesRows list, Map<String, String> tags, @Nullable UUID user) {
        int best = -1;
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            best = shorter(best, slot(hash(tag.getKey(), tag.getValue()), starts));
        }
        if (user != null) {
            best = shorter(best, slot(user.hashCode(), starts));
        }
        IntStream known =
                best < 0 ? IntStream.range(0, covered) : Arrays.stream(places, starts[best], starts[best + 1]);
        return IntStream.concat(known.takeWhile(place -> place < list.size()), IntStream.range(covered, list.size()));
    }

    private int shorter(int one, int other) {
        return one >= 0 && starts[one + 1] - starts[one] <= starts[other + 1] - starts[other] ? one : other;
    }

    private static void hashes(SeriesKey key, IntConsumer each) {
        key.tags().forEach((name, value) -> each.accept(hash(name, value)));
        if (key.userId() != null) {
            each.accept(key.userId().hashCode());
        }
    }

    private static int hash(String name, String value) {
        return 31 * name.hashCode() + value.hashCode();
    }

    private static int slot(int hash, int[] starts) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & (starts.length - 2);
    }
}
