package io.varve.model;

import java.util.Arrays;

/** What is committed, and where every process stands. Layers: 0 raw, 1 the first tier, 2 the tier built from it. */
final class State {

    static final int WRITERS = 2;
    /** Processes are the writers, two refreshers, and others. */
    static final int FIRST_REFRESHER = 2;

    /** Of layers 0 and 1. */
    final Fence[] fences;
    /** By layer; there is none 0. */
    final Tier[] tiers;

    /**
     * Tiers that have entries in the log which nobody has deleted, as bits. How many makes no difference: they are alike, and
     * whoever deletes one deletes all that it sees.
     */
    int log;
    /** Whether somebody has had the bucket of tier 1 recomputed for no reason but a suspicion. */
    boolean repaired;

    /** The log of batches, by writer; and the chunk: the old point, and who wrote the contested one. */
    final Batch[] batches;

    boolean chunkHasOldPoint;
    int chunkWriter;
    int numbers;

    int floor;
    boolean dropped;
    /** Whose late points are known to be merged, as bits. */
    int late;

    /** What is right, kept apart from all the above: the committed points, by the order of their writes. */
    int truth;

    int truthOrder;

    final Local[] processes;

    State(int processes) {
        fences = new Fence[] {Fence.FIRST, Fence.FIRST};
        tiers = new Tier[] {Tier.NEW, Tier.NEW, Tier.NEW};
        batches = new Batch[] {Batch.NONE, Batch.NONE};
        chunkHasOldPoint = true;
        truth = Content.of(true, 0);
        this.processes = new Local[processes];
        Arrays.setAll(this.processes, i -> new Local());
    }

    State(State other) {
        fences = other.fences.clone();
        tiers = other.tiers.clone();
        log = other.log;
        repaired = other.repaired;
        batches = other.batches.clone();
        chunkHasOldPoint = other.chunkHasOldPoint;
        chunkWriter = other.chunkWriter;
        numbers = other.numbers;
        floor = other.floor;
        dropped = other.dropped;
        late = other.late;
        truth = other.truth;
        truthOrder = other.truthOrder;
        processes = other.processes.clone();
    }

    /** Whether an entry of the tier is visible: also one that a transaction has deleted without having committed yet. */
    boolean isPending(int tier) {
        int visible = log;
        for (Local process : processes) {
            visible |= process.taken;
        }
        return (visible >> tier & 1) == 1;
    }

    /** The newest row of the log of batches counts, then the chunk. */
    int raw() {
        int newest = batches[0].order() > batches[1].order() ? 1 : 2;
        return Content.of(chunkHasOldPoint, batches[newest - 1].isThere() ? newest : chunkWriter);
    }

    /** What the bucket of a tier is computed from. */
    int source(int tier) {
        return tier == 1 ? raw() : tiers[1].bucket();
    }

    boolean isJoined(int layer, int generation) {
        for (Local process : processes) {
            if (process.fences[layer].holds(generation)) {
                return true;
            }
        }
        return false;
    }

    boolean areShardsFree(int ofTiers) {
        for (Local process : processes) {
            if ((process.shards & ofTiers) != 0) {
                return false;
            }
        }
        return true;
    }

    /** One number for all of it. Refreshers are alike, so which of them is where makes no difference. */
    long fingerprint() {
        int flags = (chunkHasOldPoint ? 1 : 0) | (dropped ? 2 : 0) | (repaired ? 4 : 0) | floor << 3;
        long hash = Hash.add(
                flags | log << 4 | late << 8 | chunkWriter << 12, (long) truth << 32 | truthOrder << 8 | numbers);
        hash = Hash.add(hash, (long) fences[0].bits() << 32 | fences[1].bits());
        hash = Hash.add(hash, (long) batches[0].bits() << 32 | batches[1].bits());
        hash = Hash.add(hash, (long) tiers[1].bits() << 32 | tiers[2].bits());
        long one = processes[FIRST_REFRESHER].fingerprint();
        long other = processes[FIRST_REFRESHER + 1].fingerprint();
        hash = Hash.add(Hash.add(hash, Math.min(one, other)), Math.max(one, other));
        for (int i = 0; i < processes.length; i++) {
            if (i < FIRST_REFRESHER || i > FIRST_REFRESHER + 1) {
                hash = Hash.add(hash, processes[i].fingerprint());
            }
        }
        return hash;
    }
}
