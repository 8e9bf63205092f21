package io.varve.model;

/**
 * What a transaction knows of a layer's fence.
 *
 * @param generation the generation it read
 * @param held generations whose lock it holds, as bits
 * @param position what it compares its times with
 */
record Join(int generation, int held, int position) {

    static final Join NONE = new Join(0, 0, 0);

    Join read(Fence fence) {
        return new Join(fence.generation(), held, fence.position());
    }

    Join locked() {
        return new Join(generation, held | 1 << generation, position);
    }

    boolean holds(int ofGeneration) {
        return (held >> ofGeneration & 1) == 1;
    }

    int bits() {
        return generation | held << 4 | position << 12;
    }
}
