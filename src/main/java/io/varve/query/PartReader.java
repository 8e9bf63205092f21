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
        return part.readsNothing() ? Page.EMPTY : send(part.where(hull), hull, checked);
    }

    /** What lies beside it; without rows, if the whole has to be planned again. */
    Page beside(PreparedQuery part) {
        return settled(part).page();
    }

    /** As {@link #beside}, for values that the answer shows. */
    Page shown(PreparedQuery part) {
        Settled settled = settled(part);
        exact &= settled.planned().isExact();
        return settled.page();
    }

    /** As {@link #beside}, with the plan that it was read by. */
    Settled settled(PreparedQuery part) {
        return part.readsNothing()
                ? new Settled(part, Page.EMPTY)
                : Settled.of(
                        part,
                        everything ? PendingHull.EVERYTHING : PendingHull.NONE,
                        (planned, hull) -> send(planned, hull, false));
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
