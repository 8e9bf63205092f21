package io.varve.model;

/** A layer's fence, as committed: positions are 0, before the bucket, and 1 and up, past it. */
record Fence(int position, int generation, int drainedPosition, int drainedGeneration) {

    static final Fence FIRST = new Fence(0, 1, 0, 0);

    boolean isDrained() {
        return drainedGeneration == generation - 1;
    }

    Fence raisedTo(int newPosition) {
        return new Fence(newPosition, generation + 1, drainedPosition, drainedGeneration);
    }

    Fence drained() {
        return new Fence(position, generation, position, generation - 1);
    }

    boolean isBehind(Fence earlier) {
        return position < earlier.position
                || generation < earlier.generation
                || drainedPosition < earlier.drainedPosition
                || drainedGeneration < earlier.drainedGeneration;
    }

    int bits() {
        return position | generation << 4 | drainedPosition << 8 | drainedGeneration << 12;
    }
}
