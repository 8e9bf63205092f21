package io.varve.query;

/**
 * A bucket with points.
 *
 * @param outside whether those points are not of the asked range
 */
record Known(long bucket, Partial partial, boolean outside) {

    Known(long bucket, Partial partial) {
        this(bucket, partial, false);
    }
}
