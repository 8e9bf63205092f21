package io.varve.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a partial as SQL: how a row of a tier and how a raw point (both called t) contribute, and how contributions
 * merge.
 */
interface FoldedColumn {

    /** Its name in the statement. */
    String label();

    /** The contribution of a row of a tier, named. */
    String ofTier();

    /** The contribution of a profile, named. */
    default String ofProfile() {
        return ofTier();
    }

    /** The contribution of a row of a custom rollup, named. */
    default String ofRollup() {
        return ofTier();
    }

    /** The contribution of a raw point, named. */
    String ofRaw();

    /** What a part gives that knows nothing of it, named. */
    default String none() {
        throw new IllegalStateException(label() + " is in every part");
    }

    /** The contributions merged into one of them, named; null if only all of them together tell something. */
    default @Nullable String combined() {
        return null;
    }

    /** What the contributions come to, named. */
    String merged();

    /** Takes what a row of the statement has of it. */
    void read(ResultSet row, int at, Partial.Builder into) throws SQLException;
}
