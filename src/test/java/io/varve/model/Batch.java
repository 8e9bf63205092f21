package io.varve.model;

/** A writer's row in raw's log of batches: where it comes in the order of writes, and the generation it joined. */
record Batch(int order, int generation) {

    static final Batch NONE = new Batch(0, 0);

    boolean isThere() {
        return order > 0;
    }

    int bits() {
        return order | generation << 8;
    }
}
