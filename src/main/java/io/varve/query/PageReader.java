package io.varve.query;

import io.varve.query.Row.Cell;
import io.varve.timeseries.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;

/** Puts the statement's rows, one per field, together into rows of the answer, up to the page's limit. */
final class PageReader implements ResultSetExtractor<Page> {

    private static final int TIME = 3;

    private final int limit;
    private final RowReader reader;
    private final List<Row> rows = new ArrayList<>();

    private PageReader(int limit, RowReader reader) {
        this.limit = limit;
        this.reader = reader;
    }

    static PageReader ofBuckets(int limit, List<PartialColumn> columns) {
        return new PageReader(limit, result -> bucket(result, columns));
    }

    static PageReader ofPoints(int limit) {
        return new PageReader(limit, PageReader::point);
    }

    @Override
    public Page extractData(ResultSet result) throws SQLException {
        boolean replan = false;
        int newest = 0;
        while (result.next()) {
            replan = result.getBoolean("replan");
            newest = result.getInt("newest");
            if (result.getObject(TIME) != null && !add(reader.read(result))) {
                return new Page(replan, newest, rows, true);
            }
        }
        return new Page(replan, newest, rows, false);
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

    private static Row bucket(ResultSet result, List<PartialColumn> columns) throws SQLException {
        String session = result.getString("within");
        Partial partial = new Partial(
                result.getLong(PartialColumn.POINTS.label()),
                number(result, columns, PartialColumn.TOTAL),
                number(result, columns, PartialColumn.SPREAD),
                number(result, columns, PartialColumn.LOWEST),
                number(result, columns, PartialColumn.HIGHEST),
                number(result, columns, PartialColumn.EARLIEST),
                number(result, columns, PartialColumn.LATEST));
        UUID id = session.isEmpty() ? null : UUID.fromString(session);
        return row(result, session, id, null, partial);
    }

    private static Row point(ResultSet result) throws SQLException {
        double value = result.getDouble("value");
        Partial partial = new Partial(1, value, 0, value, value, value, value);
        return row(
                result,
                Long.toString(result.getLong("source")),
                result.getObject("session_id", UUID.class),
                result.getString("metadata"),
                partial);
    }

    private static Row row(
            ResultSet result, String within, @Nullable UUID session, @Nullable String metadata, Partial partial)
            throws SQLException {
        List<Cell> cells = new ArrayList<>(1);
        cells.add(new Cell(result.getInt("field"), partial));
        long time = Micros.of(result.getObject(TIME, OffsetDateTime.class).toInstant());
        return new Row(time, result.getInt("grp"), within, session, metadata, cells);
    }

    private static double number(ResultSet result, List<PartialColumn> columns, PartialColumn column)
            throws SQLException {
        return columns.contains(column) ? result.getDouble(column.label()) : 0;
    }

    private interface RowReader {
        Row read(ResultSet result) throws SQLException;
    }
}
