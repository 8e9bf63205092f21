package io.varve.ingest;

/** Sorts a block by (series, time, source), stably, and keeps the last of the points that are the same. */
final class BlockSort {

    private static final int RUN = 16;

    private final PointBlock block;
    private int[] order;
    private int[] spare;

    private BlockSort(PointBlock block) {
        this.block = block;
        order = new int[block.size];
        spare = new int[block.size];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    static PointBlock sorted(PointBlock block) {
        if (isStrictlyAscending(block)) {
            return block;
        }
        BlockSort sort = new BlockSort(block);
        sort.sort();
        PointBlock sorted = new PointBlock(block.size);
        for (int index : sort.order) {
            sorted.addOrReplaceLast(block, index);
        }
        return sorted;
    }

    private static boolean isStrictlyAscending(PointBlock block) {
        for (int i = 1; i < block.size; i++) {
            if (PointBlock.compare(block, i - 1, block, i) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void sort() {
        for (int from = 0; from < order.length; from += RUN) {
            insertionSort(from, Math.min(from + RUN, order.length));
        }
        for (int width = RUN; width < order.length; width *= 2) {
            for (int from = 0; from < order.length; from += 2 * width) {
                merge(from, Math.min(from + width, order.length), Math.min(from + 2 * width, order.length));
            }
            int[] merged = spare;
            spare = order;
            order = merged;
        }
    }

    private void insertionSort(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int moved = order[i];
            int at = i;
            while (at > from && compare(order[at - 1], moved) > 0) {
                order[at] = order[--at];
            }
            order[at] = moved;
        }
    }

    private void merge(int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = left < middle && (right == to || compare(order[left], order[right]) <= 0);
            spare[i] = takeLeft ? order[left++] : order[right++];
        }
    }

    private int compare(int i, int j) {
        return PointBlock.compare(block, i, block, j);
    }
}
