package io.varve.model;

/** A tier, as committed: its watermark, 0 or past the bucket, and what the bucket's row holds. */
record Tier(int watermark, int bucket) {

    static final Tier NEW = new Tier(0, Content.EMPTY);

    boolean isMaterialised() {
        return watermark > 0;
    }

    int bits() {
        return watermark | bucket << 1;
    }
}
