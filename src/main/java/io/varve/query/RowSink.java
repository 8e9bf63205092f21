package io.varve.query;

import io.varve.query.Page.Seen;

/** Takes the rows of an answer while they are read. */
interface RowSink {

    /** Whether it wants the rows of a statement that saw this; asked before the first of them. */
    boolean accepts(Seen seen);

    void take(Row row);

    /**
     * Of how many rows of a statement it needs no statement of its own while it takes them: those have the connection to themselves. More
     * are read in a transaction.
     */
    default int mostAtOnce(int usual) {
        return usual;
    }
}
