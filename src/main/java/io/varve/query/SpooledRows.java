package io.varve.query;

import io.varve.query.Page.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a page as they will be sent. They are written while they are read, as {@code metadata} comes before them and tells of all: so a page takes
 * the same memory however long it is, an error among its rows is still a problem, and its connection is free when the first row is sent.
 */
final class SpooledRows implements RowSink, AutoCloseable {

    /** A page of the usual length may come in one round trip. */
    private static final int AT_ONCE = 16_000;

    /** Bytes; what is longer goes to a file. */
    private static final int IN_MEMORY = 256 << 10;

    private final AnswerFormat format;
    private final CellValues values;
    private final JsonMapper json;
    private final Overflow spool = new Overflow(IN_MEMORY);
    private @Nullable Begun begun;
    private @Nullable Row last;
    private int count;

    private record Begun(PreparedQuery prepared, RowBlock block, Estimates.Notes notes) {}

    SpooledRows(AnswerFormat format, CellValues values, JsonMapper json) {
        this.format = format;
        this.values = values;
        this.json = json;
    }

    /** Rows read by this plan follow; those of plans before do not count. */
    void begin(PreparedQuery prepared) {
        try {
            spool.clear();
            RowBlock block = new RowBlock(prepared, values, RowLines.of(format, prepared, spool, json));
            begun = new Begun(prepared, block, new Estimates.Notes(prepared));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        last = null;
        count = 0;
    }

    @Override
    public boolean accepts(Seen seen) {
        return true;
    }

    @Override
    public int mostAtOnce(int usual) {
        return Math.min(usual, values.areTexts(begun().prepared()) ? RowBlock.ROWS : AT_ONCE);
    }

    @Override
    public void take(Row row) {
        count++;
        last = row;
        begun().notes().add(row);
        begun().block().add(row);
    }

    /** All rows have been read. */
    void end() {
        begun().block().end();
    }

    int count() {
        return count;
    }

    @Nullable
    Row last() {
        return last;
    }

    Estimates estimates() {
        return begun().notes().estimates();
    }

    /** Whether there is more than can be held well. */
    boolean areMany() {
        return spool.hasSpilled();
    }

    /** What was written. */
    InputStream input() throws IOException {
        return spool.input();
    }

    private Begun begun() {
        if (begun == null) {
            throw new IllegalStateException("begun first");
        }
        return begun;
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
