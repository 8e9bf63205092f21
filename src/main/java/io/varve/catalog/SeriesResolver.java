package io.varve.catalog;

import io.varve.catalog.CatalogGeneration.KnownSeries;
import io.varve.catalog.RefusedSeriesException.Refusal;
import io.varve.catalog.SeriesRegistry.Found;
import io.varve.catalog.SeriesRegistry.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns keys into ids: from the cache, else by one look-up for all, else by making them in one transaction. */
@Component
class SeriesResolver {

    private static final int CHUNK = 10_000;

    private final SeriesRegistry registry;

    SeriesResolver(SeriesRegistry registry) {
        this.registry = registry;
    }

    /** Null when the catalogue's epoch is no longer the generation's. */
    @Nullable
    ResolvedSeries resolve(CatalogGeneration generation, List<SeriesKey> keys, List<ValueKind> kinds) {
        int[] ids = new int[keys.size()];
        List<Wanted> missing = fromCache(generation, keys, kinds, ids);
        for (int from = 0; from < missing.size(); from += CHUNK) {
            List<Wanted> chunk = missing.subList(from, Math.min(from + CHUNK, missing.size()));
            if (!fromDatabase(generation, chunk, ids)) {
                return null;
            }
        }
        return new ResolvedSeries(ids, generation.epoch);
    }

    /** A cached series of another kind counts as missing: the database then refuses it together with all others. */
    private static List<Wanted> fromCache(
            CatalogGeneration generation, List<SeriesKey> keys, List<ValueKind> kinds, int[] ids) {
        List<Wanted> missing = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            UUID fingerprint = keys.get(i).fingerprint();
            KnownSeries known = generation.series.getIfPresent(fingerprint);
            if (known != null && known.kind() == kinds.get(i)) {
                ids[i] = known.id();
            } else {
                missing.add(new Wanted(i, keys.get(i), kinds.get(i), fingerprint));
            }
        }
        return missing;
    }

    private boolean fromDatabase(CatalogGeneration generation, List<Wanted> wanted, int[] ids) {
        List<Found> found = registry.find(wanted);
        if (found.stream().anyMatch(series -> series.seriesId() == null)) {
            found = registry.resolve(wanted);
        }
        if (found.get(0).epoch() != generation.epoch) {
            return false;
        }
        refuse(wanted, found);
        for (int i = 0; i < found.size(); i++) {
            ids[wanted.get(i).index()] = remember(generation, wanted.get(i), found.get(i));
        }
        return true;
    }

    private static int remember(CatalogGeneration generation, Wanted wanted, Found found) {
        Integer id = found.seriesId();
        if (id == null) {
            throw new IllegalStateException("no series was made for " + wanted.key());
        }
        ValueKind kind = ValueKind.of(found.kind());
        generation.series.put(wanted.fingerprint(), new KnownSeries(id, kind));
        generation.kinds.putIfAbsent(
                new FieldName(wanted.key().metric(), wanted.key().field()), kind);
        return id;
    }

    private void refuse(List<Wanted> wanted, List<Found> found) {
        List<Refusal> refusals = new ArrayList<>();
        boolean unknownFirst = false;
        for (int i = 0; i < found.size(); i++) {
            Wanted asked = wanted.get(i);
            ValueKind kind = ValueKind.of(found.get(i).kind());
            if (kind != asked.kind()) {
                refusals.add(new Refusal(asked.index(), kind.refuses(asked.key(), asked.kind())));
            } else if (!found.get(i).registered() && !registry.autoRegister()) {
                unknownFirst |= refusals.isEmpty();
                refusals.add(new Refusal(asked.index(), unknown(asked.key())));
            }
        }
        if (!refusals.isEmpty()) {
            throw unknownFirst ? new UnknownMetricTypeException(refusals) : new KindConflictException(refusals);
        }
    }

    boolean registers() {
        return registry.autoRegister();
    }

    private static String unknown(SeriesKey key) {
        return "there is no metric type '%s' (varve.catalog.auto-register is off)".formatted(key.metric());
    }
}
