package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Refuses an answer for which more stored buckets and points would have to be read. The statement stops reading at one
 * more, so what it answers then is worth nothing. Statements that cannot come near it do without, as counting takes time.
 *
 * @param weight of a profile: a row, and what it holds that has to be unpacked
 */
record ReadLimit(int most, boolean inPieces, String weight) implements FoldedColumn {

    /** Denser points are not expected of a whole series. */
    private static final long POINTS_PER_SECOND = 1;

    private static final long SECOND = 1_000_000;

    private static final String ROW = "1::bigint";

    /** A profile has no more hashes of sources, and hardly more cells. */
    private static final int HELD = 4096;

    /** Null where the plan reads less: of tiers that is known, of raw it is assumed. */
    static @Nullable ReadLimit of(PreparedQuery prepared, int most) {
        double rows = 0;
        for (Segment segment : prepared.segments()) {
            rows += segment.tier() == null
                            || segment.rolled() != null
                                    && prepared.query().scope().needsRaw()
                    ? (double) segment.range().length() / SECOND * POINTS_PER_SECOND
                    : segment.tier().width().count(segment.range());
        }
        String profile = profile(prepared.query().functions());
        if (prepared.ways().ofProfiles() != null && !profile.equals(ROW)) {
            rows *= HELD;
        }
        return rows * prepared.selection().series().size() > most
                ? new ReadLimit(most, prepared.query().interval().window() != null, profile)
                : null;
    }

    private static String profile(Set<AggregateFunction> functions) {
        boolean sources = functions.contains(AggregateFunction.DISTINCT);
        boolean cells = functions.stream()
                .anyMatch(function -> function.kind() == AggregateFunction.Kind.QUANTILE
                        || function.kind() == AggregateFunction.Kind.MODE);
        return ROW
                + (cells ? " + coalesce(cardinality(t.keys), 0)" : "")
                + (sources ? " + coalesce(cardinality(t.sources), 0)" : "");
    }

    @Override
    public String label() {
        return "scanned";
    }

    @Override
    public String ofTier() {
        return ROW + " AS " + label();
    }

    @Override
    public String ofProfile() {
        return weight + " AS " + label();
    }

    @Override
    public String ofRaw() {
        return ofTier();
    }

    @Override
    public String combined() {
        return "sum(scanned)::bigint AS scanned";
    }

    /** Of all rows together; windows share pieces. */
    @Override
    public String merged() {
        return (inPieces ? "(SELECT sum(scanned) FROM piece)" : "sum(sum(scanned)) OVER ()") + " > " + most
                + " AS scanned";
    }

    @Override
    public void read(ResultSet row, int at, Partial.Builder into) throws SQLException {
        if (row.getBoolean(at)) {
            throw new ProblemException(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "too-much-to-read",
                            "More than %d stored buckets and points would have to be read.".formatted(most)
                                    + " Ask for a shorter range, a wider interval or fewer series, or raise varve.query.max-read.")
                    .with("limit", most);
        }
    }

    /** The clause that stops reading. */
    String clause() {
        return "\n    LIMIT " + (most + 1L);
    }
}
