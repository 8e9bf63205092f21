package io.varve.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.varve.catalog.ResolvedSeries;
import io.varve.catalog.SeriesKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Series of numbers by the bytes that name them in bodies, kept from one request to the next, so that neither names have
 * to be read nor fingerprints computed. An entry is of one epoch of the catalogue and of no use in another.
 */
@Component
class SeriesMemory {

    /** Of the heap, at most one part in so many is used. */
    private static final int PART_OF_HEAP = 16;

    /** About what an entry takes beside its bytes. */
    private static final int ENTRY_BYTES = 350;

    private final Cache<Name, Known> known = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / PART_OF_HEAP)
            .weigher((Name name, Known series) -> ENTRY_BYTES + 2 * name.bytes.length)
            .build();

    /** A series whose metric type has no schema and whose field holds numbers. */
    record Known(SeriesDictionary.Group group, String field, int id, long epoch) {}

    @Nullable
    Known find(PlainKey key, long epoch) {
        Known found = known.getIfPresent(new Name(key.toBytes()));
        return found == null || found.epoch != epoch ? null : found;
    }

    /** Keeps what a request that has been stored brought for the first time. */
    void keep(SeriesDictionary series, ResolvedSeries ids) {
        for (int i = 0; i < series.size(); i++) {
            SeriesDictionary.Entry entry = series.entry(i);
            if (entry.name != null && !entry.refused) {
                known.put(new Name(entry.name), compact(entry, ids.ids()[i], ids.epoch()));
            }
        }
    }

    private static Known compact(SeriesDictionary.Entry entry, int id, long epoch) {
        SeriesKey key = entry.key(null);
        SeriesDictionary.Group group =
                new SeriesDictionary.Group(key.metric(), key.tags(), key.userId(), SeriesDictionary.NO_SESSION);
        return new Known(group, key.field(), id, epoch);
    }

    private static final class Name {
        private final byte[] bytes;
        private final int hash;

        Name(byte[] bytes) {
            this.bytes = bytes;
            hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name name && Arrays.equals(bytes, name.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
