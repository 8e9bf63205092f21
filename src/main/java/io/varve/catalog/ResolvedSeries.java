package io.varve.catalog;

/**
 * Ids in the order of the keys that were asked for, and the catalogue epoch they are valid for: {@code
 * raw.begin_write(epoch)} refuses them (SQLSTATE VA001) once the epoch has moved on.
 */
@SuppressWarnings("ArrayRecordComponent") // Ten thousand ids at a time on the hot path; never compared.
public record ResolvedSeries(int[] ids, long epoch) {}
