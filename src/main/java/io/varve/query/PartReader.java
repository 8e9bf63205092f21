package io.varve.query;

import java.util.function.Consumer;

/**
 * Reads parts of an answer in one snapshot. The log's entries for a part are known once it has been asked for: then it is
 * asked for again, with them.
 */
final class PartReader {

    private final QueryRepository repository;
    private final boolean everything;
    private final Consumer<QueryStatement> sent;
    private boolean exact = true;
    private long reach = Page.WITHIN;

    PartReader(QueryRepository repository, boolean everything) {
        this(repository, everything, statement -> {});
    }

    /** {@code sent} is told of every statement. */
    PartReader(QueryRepository repository, boolean everything, Consumer<QueryStatement> sent) {
        this.repository = repository;
        this.everything = everything;
        this.sent = sent;
    }

    /** The part that the plan was made for. */
    Page first(PreparedQuery part, PendingHull hull, boolean checked) {
        return part.readsNothing() ? Page.EMPTY : send(part, hull, checked);
    }

    /** What lies beside it; without rows, if the whole has to be planned again. */
    Page beside(PreparedQuery part) {
        if (part.readsNothing()) {
            return Page.EMPTY;
        }
        Page page = send(part, everything ? PendingHull.EVERYTHING : PendingHull.NONE, false);
        return page.seen().replan() ? send(part, page.seen().pending(), false) : page;
    }

    /** As {@link #beside}, for values that the answer shows. */
    Page shown(PreparedQuery part) {
        exact &= part.isExact();
        return beside(part);
    }

    /** Whether all values beside the page are exactly those of their buckets. */
    boolean isExact() {
        return exact;
    }

    /** What is shown depends on points after the range, up to then. */
    void reached(long until) {
        reach = Math.max(reach, until);
    }

    long reach() {
        return reach;
    }

    private Page send(PreparedQuery part, PendingHull hull, boolean checked) {
        QueryStatement statement = part.statement(hull, checked, PartitionList.NONE);
        sent.accept(statement);
        return repository.read(statement, part.reader());
    }
}
