package io.varve.model;

import org.jspecify.annotations.Nullable;

/** Where one process stands, and what its transaction knows and holds. Does not change any more once it is part of a state. */
final class Local {

    /** The program being run, null when idle, and its next step. */
    @Nullable
    Program program;

    int step;
    /** How many times a writer has sent its point. */
    int sent;
    /** A reader looked for rows that its snapshot has and that had been dropped. */
    boolean foundNothing;

    /** The fences of layers 0 and 1. */
    final Join[] fences;
    /** Tiers whose shard it holds, as bits. */
    int shards;

    boolean floorShared;
    boolean floorExclusive;
    boolean belowFloor;

    /** Where its write comes in the order of writes; 0 before it wrote. */
    int order;
    /** Tiers it has logged an entry of, as bits; visible when it commits. */
    int logged;
    /** Tiers of which it has deleted the entries that it saw, as bits; gone when it commits. */
    int taken;
    /** What it is going to store, if it stores. */
    int value;

    boolean stores;

    private long fingerprint;

    Local() {
        fences = new Join[] {Join.NONE, Join.NONE};
    }

    Local(Local other) {
        program = other.program;
        step = other.step;
        sent = other.sent;
        foundNothing = other.foundNothing;
        fences = other.fences.clone();
        shards = other.shards;
        floorShared = other.floorShared;
        floorExclusive = other.floorExclusive;
        belowFloor = other.belowFloor;
        order = other.order;
        logged = other.logged;
        taken = other.taken;
        value = other.value;
        stores = other.stores;
    }

    /** Ends the transaction: all locks are released, all it knew is forgotten. */
    void end() {
        program = null;
        step = 0;
        fences[0] = Join.NONE;
        fences[1] = Join.NONE;
        shards = 0;
        floorShared = false;
        floorExclusive = false;
        belowFloor = false;
        order = 0;
        logged = 0;
        taken = 0;
        value = 0;
        stores = false;
    }

    long fingerprint() {
        if (fingerprint == 0) {
            int flags = (floorShared ? 1 : 0)
                    | (floorExclusive ? 2 : 0)
                    | (belowFloor ? 4 : 0)
                    | (stores ? 8 : 0)
                    | (foundNothing ? 16 : 0);
            long hash = Hash.add(program == null ? 0 : 1 + program.ordinal(), step << 4 | sent);
            hash = Hash.add(hash, (long) fences[0].bits() << 32 | fences[1].bits());
            hash = Hash.add(hash, shards | flags << 4 | logged << 16 | taken << 20);
            fingerprint = Hash.add(hash, (long) order << 32 | value) | 1;
        }
        return fingerprint;
    }
}
