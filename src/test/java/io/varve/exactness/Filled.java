package io.varve.exactness;

import io.varve.support.NaiveRollup.Summary;
import org.jspecify.annotations.Nullable;

/** What a filled answer has to be. */
interface Filled {

    /** Of the bucket's, or window's, own points; null if it has none. */
    @Nullable
    Summary inside(long bucket);

    /** The function's value in one without points, with the oracle's own summaries; null for none. */
    @Nullable
    Double filled(long bucket, String function);
}
