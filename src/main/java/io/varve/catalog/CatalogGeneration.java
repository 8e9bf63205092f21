package io.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is cached for writing while the catalogue's epoch stands still: schemas, kinds of fields, committed series ids.
 * All of it is thrown away together when the epoch moves, so that nothing of two epochs is ever mixed.
 */
final class CatalogGeneration {

    final long epoch;
    final Map<String, ValueSchema> schemas;
    final Map<FieldName, ValueKind> kinds = new ConcurrentHashMap<>();
    final Cache<UUID, KnownSeries> series;
    private int lastField;

    CatalogGeneration(long epoch, Map<String, ValueSchema> schemas, int cachedSeries) {
        this.epoch = epoch;
        this.schemas = schemas;
        this.series = Caffeine.newBuilder().maximumSize(cachedSeries).build();
    }

    /** Field ids become visible in ascending order: everything up to this one is in {@link #kinds}. */
    synchronized int lastField() {
        return lastField;
    }

    synchronized void reached(int field) {
        lastField = Math.max(lastField, field);
    }

    /** A committed id. */
    record KnownSeries(int id, ValueKind kind) {}
}
