package io.varve.query;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Refuses an answer for which more points would have to be read. The statement reads one more at most, so what it answers
 * then is worth nothing.
 */
record PointLimit(int most) implements FoldedColumn {

    @Override
    public String label() {
        return "beyond";
    }

    @Override
    public String ofTier() {
        throw new IllegalStateException("a tier has no points");
    }

    @Override
    public String ofRaw() {
        return "true AS " + label();
    }

    @Override
    public String merged() {
        return "sum(count(*)) OVER () > " + most + " AS " + label();
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        if (row.getBoolean(at)) {
            throw new TooManyPointsException(most);
        }
    }

    /** The clause that stops reading. */
    String clause() {
        return "\n    LIMIT " + (most + 1L);
    }
}
