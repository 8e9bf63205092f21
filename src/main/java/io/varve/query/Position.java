package io.varve.query;

/**
 * Where a page ended, in terms of one statement: everything up to and including this has been answered.
 *
 * @param time start of the last bucket, or time of the last point
 * @param group number of the last group
 * @param within session of the last row, or its source for points; an SQL literal
 */
record Position(long time, int group, String within) {

    /** The condition that a row comes after this position. */
    String follows(boolean descending, String time, String group, String within) {
        return "(%s, %s, %s) %s (%s, %d, %s)"
                .formatted(
                        time, group, within, descending ? "<" : ">", SqlText.time(this.time), this.group, this.within);
    }
}
