package io.varve.ingest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The points of one request as they arrive, with the request's own references to series and sessions. A few blocks are
 * held in memory; when they are full they go to a temporary file. Blocks are small enough for their arrays to be ordinary
 * objects to the garbage collector. Once the body is read nothing here changes any more, so a
 * write that has to be repeated can be.
 */
final class PointSpool implements AutoCloseable {

    /** A block also ends when its texts have this many characters. */
    private static final int MAX_TEXT = 1 << 22;

    private static final int MAX_IN_MEMORY = 4;

    private final int blockSize;
    private final Function<List<String>, int[]> encodeTexts;
    private final List<PointBlock> full = new ArrayList<>();
    private PointBlock block = new PointBlock(16);
    private final Map<String, Integer> texts = new HashMap<>();
    private final List<String> textList = new ArrayList<>();
    private final BitSet textPoints = new BitSet();
    private int textLength;
    private @Nullable BlockFile file;

    /** @param encodeTexts gives texts their codes; called once per block that has texts */
    PointSpool(int blockSize, Function<List<String>, int[]> encodeTexts) {
        this.blockSize = blockSize;
        this.encodeTexts = encodeTexts;
    }

    void add(int series, long time, long source, double value, long metadata) {
        makeRoom();
        block.add(series, time, source, value, metadata);
    }

    void addText(int series, long time, long source, String text, long metadata) {
        makeRoom();
        textPoints.set(block.size);
        block.add(series, time, source, reference(text), metadata);
    }

    /** To be called after the last point, before the blocks are read. */
    void finish() {
        encode();
        if (file != null && block.size > 0) {
            file.append(block);
            block.clear();
        }
    }

    boolean isEmpty() {
        return block.size == 0 && full.isEmpty() && file == null;
    }

    /** Whether all points are in one block. */
    boolean isOneBlock() {
        return file == null && full.isEmpty();
    }

    boolean isInMemory() {
        return file == null;
    }

    /** Hands over the blocks in the order of arrival; a block must not be kept. */
    void forEachBlock(Consumer<PointBlock> consumer) {
        if (file == null) {
            full.forEach(consumer);
            consumer.accept(block);
            return;
        }
        for (int i = 0; i < file.blocks(); i++) {
            block.clear();
            file.read(i, 0, file.size(i), block);
            consumer.accept(block);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }

    private int reference(String text) {
        Integer known = texts.putIfAbsent(text, textList.size());
        if (known != null) {
            return known;
        }
        textList.add(text);
        textLength += text.length();
        return textList.size() - 1;
    }

    private void makeRoom() {
        if (block.size < blockSize && textLength <= MAX_TEXT) {
            return;
        }
        encode();
        if (file == null && full.size() + 1 < MAX_IN_MEMORY) {
            full.add(block);
            block = new PointBlock(blockSize);
            return;
        }
        if (file == null) {
            file = new BlockFile();
            full.forEach(file::append);
            full.clear();
        }
        file.append(block);
        block.clear();
    }

    private void encode() {
        if (textList.isEmpty()) {
            return;
        }
        int[] codes = encodeTexts.apply(textList);
        for (int point = textPoints.nextSetBit(0); point >= 0; point = textPoints.nextSetBit(point + 1)) {
            block.value[point] = codes[(int) block.value[point]];
        }
        texts.clear();
        textList.clear();
        textPoints.clear();
        textLength = 0;
    }
}
