package io.varve.query;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where the next page begins, as an opaque text: the key of the last row, the range (so that {@code now} stands still
 * while paging) and a mark of the other parameters, which have to stay the same.
 *
 * @param mark of the parameters
 * @param time bucket or time of the last row
 * @param group parts of its {@link GroupKey}
 * @param within its session (empty for none), or a point's source
 * @param chosen marks of the groups that all pages are about; none for all groups
 */
record Cursor(long mark, TimeRange range, long time, List<String> group, String within, List<Long> chosen) {

    private static final int VERSION = 2;
    private static final int MAX_PARTS = 2 + 2 * 64;

    /** A bucket begins before its range by less than the widest width. */
    private static final long EARLIEST = TimeParser.MIN - 301 * 366 * Micros.DAY;

    String encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(mark);
            out.writeLong(range.from());
            out.writeLong(range.to());
            out.writeLong(time);
            out.writeByte(group.size());
            for (String part : group) {
                out.writeUTF(part);
            }
            out.writeUTF(within);
            out.writeByte(chosen.size());
            for (long each : chosen) {
                out.writeLong(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** Throws {@link IllegalArgumentException} for anything {@link #encode} did not make. */
    static Cursor decode(String text) {
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            if (in.readByte() != VERSION) {
                throw new IllegalArgumentException("unknown version");
            }
            long mark = in.readLong();
            TimeRange range = new TimeRange(in.readLong(), in.readLong());
            Cursor cursor = new Cursor(mark, range, in.readLong(), parts(in), in.readUTF(), marks(in));
            cursor.check();
            return cursor;
        } catch (IOException e) {
            throw new IllegalArgumentException("incomplete", e);
        }
    }

    /** The source, when the row was a point. */
    String source() {
        return Long.toString(Long.parseLong(within));
    }

    private static List<String> parts(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        if (count > MAX_PARTS) {
            throw new IllegalArgumentException("too many parts");
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(in.readUTF());
        }
        return parts;
    }

    private static List<Long> marks(DataInputStream in) throws IOException {
        List<Long> marks = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            marks.add(in.readLong());
        }
        return marks;
    }

    /** What becomes part of a statement is checked: a cursor comes from outside. */
    private void check() {
        if (range.from() < TimeParser.MIN || range.to() > TimeParser.MAX || time < EARLIEST || time > range.to()) {
            throw new IllegalArgumentException("times out of bounds");
        }
        if (!within.isEmpty() && !within.matches("-?\\d{1,19}")) {
            UUID.fromString(within);
        }
    }
}
