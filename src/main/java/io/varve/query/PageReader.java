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

/** Puts the statement's rows, one per field, together into rows of the answer, up to the page's limit. */
final class PageReader implements ResultSetExtractor<Page> {

    private static final int PENDING_FROM = 6;
    private static final int TIME = 8;
    private static final int GROUP = 9;
    private static final int FIELD = 10;
    private static final int OTHERS = 11;

    private final int limit;
    private final RowReader reader;
    private final List<Row> rows = new ArrayList<>();

    private PageReader(int limit, RowReader reader) {
        this.limit = limit;
        this.reader = reader;
    }

    static PageReader ofBuckets(int limit, boolean perSession, List<FoldedColumn> columns) {
        return new PageReader(limit, new Buckets(perSession, columns));
    }

    static PageReader ofPoints(int limit) {
        return new PageReader(limit, PageReader::point);
    }

    @Override
    public Page extractData(ResultSet result) throws SQLException {
        Seen seen = null;
        while (result.next()) {
            seen = seen == null ? seen(result) : seen;
            OffsetDateTime time = result.getObject(TIME, OffsetDateTime.class);
            if (time != null && !add(reader.read(Micros.of(time.toInstant()), result))) {
                return new Page(seen, rows, true);
            }
        }
        return new Page(Objects.requireNonNull(seen, "there is a row at least"), rows, false);
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
        Row last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        if (last != null && next.continues(last)) {
            last.cells().addAll(next.cells());
            return true;
        }
        if (rows.size() == limit) {
            return false;
        }
        rows.add(next);
        return true;
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
