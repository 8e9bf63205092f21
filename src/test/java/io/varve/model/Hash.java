package io.varve.model;

import java.util.Arrays;

/** A set of 64-bit fingerprints. Of ten million states, two share one with a probability below one in 300,000. */
final class Hash {

    private long[] table = new long[1 << 20];
    private int size;

    static long add(long hash, long value) {
        long mixed = (hash ^ value * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 32;
    }

    /** False if it is in there already. */
    boolean put(long fingerprint) {
        if (2 * size > table.length) {
            grow();
        }
        long wanted = fingerprint == 0 ? 1 : fingerprint;
        int place = place(wanted);
        if (table[place] == wanted) {
            return false;
        }
        table[place] = wanted;
        size++;
        return true;
    }

    int size() {
        return size;
    }

    private int place(long wanted) {
        int place = (int) wanted & (table.length - 1);
        while (table[place] != 0 && table[place] != wanted) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        Arrays.stream(old).filter(each -> each != 0).forEach(each -> table[place(each)] = each);
    }
}
