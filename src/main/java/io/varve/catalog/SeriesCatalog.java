package io.varve.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The catalogue as the write and the query paths use it.
 *
 * <p>A write goes: {@code long epoch = refresh()} (or {@link #knownEpoch}) at the start of the request; check values ({@link ValueSchemas}, {@link
 * #kindOf}); {@link #resolve} the keys, outside any transaction; then {@code raw.begin_write(min(epoch, resolved.epoch()))}
 * in the write transaction. If that raises VA001, a schema changed or a metric type was deleted meanwhile: roll back and
 * begin again with {@code refresh()}, checks included.
 */
@Component
public class SeriesCatalog {

    private final CatalogCache cache;
    private final SeriesResolver resolver;
    private final SeriesSnapshots snapshots;

    SeriesCatalog(CatalogCache cache, SeriesResolver resolver, SeriesSnapshots snapshots) {
        this.cache = cache;
        this.resolver = resolver;
        this.snapshots = snapshots;
    }

    /**
     * Brings schemas and kinds up to date with everything committed before the call, by one small statement (two more
     * when the epoch has moved). Answers the epoch they are valid for.
     */
    public long refresh() {
        return cache.refreshed().epoch;
    }

    /**
     * The epoch of what {@link #refresh} last brought; no statement once it has. The catalogue may have moved on: what was
     * held against this may be stored, as {@code raw.begin_write} compares, but must not be refused.
     */
    public long knownEpoch() {
        return cache.known().epoch;
    }

    /**
     * Ids of the series, in the order of the keys; makes metric types, fields and series that are missing, committed when
     * this returns. {@code kinds.get(i)} is the kind of the value for {@code keys.get(i)}. Keys may repeat. Costs no
     * statement when all are cached, one when all exist, three when some must be made (per 10,000 keys that are not
     * cached). Throws {@link RefusedSeriesException}, which names every refused key, and then has made none of its
     * 10,000. Must not be called inside a transaction.
     */
    public ResolvedSeries resolve(List<SeriesKey> keys, List<ValueKind> kinds) {
        CatalogGeneration generation = cache.known();
        ResolvedSeries resolved = resolver.resolve(generation, keys, kinds);
        while (resolved == null) {
            resolved = resolver.resolve(cache.refreshed(), keys, kinds);
        }
        return resolved;
    }

    /**
     * The kind of a field, or null when it has none yet: as of the last {@link #refresh} of this service or later. No
     * statement, so that it can be asked for every cell of a CSV file; {@link #resolve} has the last word.
     */
    public @Nullable ValueKind kindOf(String metric, String field) {
        return cache.known().kinds.get(new FieldName(metric, field));
    }

    /** Every series committed before the call and not deleted; one small statement on the query pool. */
    public SeriesSnapshot current() {
        return snapshots.current();
    }

    /** What {@link #current} last answered, which may lack what was committed since. No statement once it has. */
    public SeriesSnapshot known() {
        return snapshots.known();
    }

    /** Whether metric types that are not there are made when points of them come. */
    public boolean registers() {
        return resolver.registers();
    }

    /** Drops all caches. */
    public void forget() {
        cache.forget();
        snapshots.forget();
    }
}
