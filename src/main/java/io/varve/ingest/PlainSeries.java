package io.varve.ingest;

import java.util.Arrays;

/** The series of one request by their {@link PlainKey}: a hash table without an object per entry. */
final class PlainSeries {

    static final int UNKNOWN = -1;

    /** What all keys together may take; series beyond are not kept here. */
    private static final int MAX_BYTES = 1 << 23;

    private int[] slots = new int[64];
    private int[] hashes = new int[32];
    private int[] starts = new int[33];
    private int[] references = new int[32];
    private byte[] keys = new byte[1_024];
    private int size;

    /** The reference kept for the key, {@link #UNKNOWN} if there is none. */
    int get(PlainKey key, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && key.equals(keys, starts[entry], starts[entry + 1] - starts[entry])) {
                return references[entry];
            }
        }
        return UNKNOWN;
    }

    /** Keeps a reference for a key that has none. */
    void put(PlainKey key, int hash, int reference) {
        int end = starts[size] + key.length();
        if (end > MAX_BYTES) {
            return;
        }
        grow(end);
        key.copyTo(keys, starts[size]);
        hashes[size] = hash;
        references[size] = reference;
        starts[++size] = end;
        place(size - 1);
    }

    private void grow(int bytes) {
        if (bytes > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(bytes, keys.length * 2));
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            references = Arrays.copyOf(references, size * 2);
            starts = Arrays.copyOf(starts, size * 2 + 1);
            slots = new int[slots.length * 2];
            for (int entry = 0; entry < size; entry++) {
                place(entry);
            }
        }
    }

    private void place(int entry) {
        int mask = slots.length - 1;
        int slot = hashes[entry] & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }
}
