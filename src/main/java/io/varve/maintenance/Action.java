package io.varve.maintenance;

import org.jspecify.annotations.Nullable;

/**
 * Something that maintenance did, or found.
 *
 * @param action partitions, width, analyze, retention, revisions, index, dead rows or failed
 * @param object what it was done to; null for nothing in particular
 * @param amount how much of it: partitions, rows or bytes, as the detail says
 */
record Action(String action, @Nullable String object, long amount, String detail) {

    @Override
    public String toString() {
        return "%s%s: %,d %s".formatted(action, object == null ? "" : " of " + object, amount, detail);
    }
}
