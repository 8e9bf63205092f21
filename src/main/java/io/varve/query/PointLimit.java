package io.varve.query;

import io.varve.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.http.HttpStatus;

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
            throw new ProblemException(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "too-many-points",
                            "Quantiles, distinct and mode are computed from all points of a range, and these are more than %d."
                                            .formatted(most)
                                    + " Ask for a shorter range or fewer series, or raise varve.query.exact-points.")
                    .with("limit", most);
        }
    }

    /** The clause that stops reading. */
    String clause() {
        return "\n    LIMIT " + (most + 1L);
    }
}
