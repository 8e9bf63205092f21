package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.query.Row.Cell;
import io.varve.timeseries.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;

/**
 * Puts the statement's rows, one per field, together into rows of the answer, up to the page's limit: a page of them, unless
 * they go to a sink one by one.
 */
final class PageReader implements ResultSetExtractor<Page> {

    private static final int PENDING_FROM = 6;
    private static final int TIME = 8;
    private static final int GROUP = 9;
    private static final int FIELD = 10;
    private static final int OTHERS = 11;

    private final int limit;
    private final RowReader reader;
    private final @Nullable RowSink sink;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable Row last;
    private int begun;

    private PageReader(int limit, RowReader reader) {
        this(limit, reader, null);
    }

    private PageReader(int limit, RowReader reader, @Nullable RowSink sink) {
        this.limit = limit;
        this.reader = reader;
        this.sink = sink;
    }

    static PageReader ofBuckets(int limit, boolean perSession, List<FoldedColumn> columns) {
        return new PageReader(limit, new Buckets(perSession, columns));
    }

    static PageReader ofPoints(int limit) {
        return new PageReader(limit, PageReader::point);
    }

    /** The same, whose pages are empty, since all rows go there. */
    PageReader into(RowSink taker) {
        return new PageReader(limit, reader, taker);
    }

    /** Whether the page has its rows, so that it is no use to have few of the statement's at a time. */
    boolean holdsRows() {
        return sink == null;
    }

    /** How many rows of the statement may come at once. */
    int mostAtOnce(int usual) {
        return sink == null ? usual : sink.mostAtOnce(usual);
    }

    @Override
    public Page extractData(ResultSet result) throws SQLException {
        Seen seen = null;
        boolean more = false;
        while (!more && result.next()) {
            if (seen == null) {
                seen = seen(result);
                if (sink != null && !sink.accepts(seen)) {
                    return new Page(seen, List.of(), false);
                }
            }
            OffsetDateTime time = result.getObject(TIME, OffsetDateTime.class);
            more = time != null && !add(reader.read(Micros.of(time.toInstant()), result));
        }
        finish();
        return new Page(Objects.requireNonNull(seen, "there is a row at least"), rows, more);
    }

    static Seen seen(ResultSet result) throws SQLException {
        return new Seen(
                result.getBoolean(1),
                result.getBoolean(2),
                result.getInt(3),
                result.getLong(4),
                result.getLong(5),
                PendingHull.read(result, PENDING_FROM));
    }

    /** False when the page is full and another row begins. */
    private boolean add(Row next) {
        if (last != null && next.continues(last)) {
            last.cells().addAll(next.cells());
            return true;
        }
        if (begun == limit) {
            return false;
        }
        finish();
        last = next;
        begun++;
        return true;
    }

    /** The last row has all its cells. */
    private void finish() {
        if (last != null) {
            if (sink == null) {
                rows.add(last);
            } else {
                sink.take(last);
            }
            last = null;
        }
    }

    private static Row point(long time, ResultSet result) throws SQLException {
        double value = result.getDouble("value");
        return row(
                time,
                result,
                Long.toString(result.getLong("source")),
                result.getObject("session_id", UUID.class),
                result.getString("metadata"),
                Partial.of(time, value));
    }

    private static Row row(
            long time,
            ResultSet result,
            String within,
            @Nullable UUID session,
            @Nullable String metadata,
            Partial partial)
            throws SQLException {
        List<Cell> cells = new ArrayList<>(1);
        cells.add(new Cell(result.getInt(FIELD), partial));
        return new Row(time, result.getInt(GROUP), within, session, metadata, cells);
    }

    private interface RowReader {
        Row read(long time, ResultSet result) throws SQLException;
    }

    /** Reads the columns by their place. */
    private record Buckets(boolean perSession, List<FoldedColumn> columns) implements RowReader {

        @Override
        public Row read(long time, ResultSet result) throws SQLException {
            Partial.Builder partial = new Partial.Builder();
            int at = perSession ? OTHERS + 1 : OTHERS;
            for (FoldedColumn column : columns) {
                column.read(result, at++, partial);
            }
            String session = perSession ? result.getString(OTHERS) : "";
            return row(
                    time, result, session, session.isEmpty() ? null : UUID.fromString(session), null, partial.build());
        }
    }
}
