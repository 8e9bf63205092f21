package io.varve.query;

import io.varve.query.Page.Seen;

/** Takes the rows of an answer while they are read. */
interface RowSink {

    /** Whether it wants the rows of a statement that saw this; asked before the first of them. */
    boolean accepts(Seen seen);

    void take(Row row);
}
