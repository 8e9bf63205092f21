package io.varve.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a page of the groups that come first, ranked in the same snapshot. */
final class TopGroups implements Timeseries.Reading {

    private final QueryRepository repository;
    private final FilledPages filled;
    private @Nullable PreparedQuery chosen;

    TopGroups(QueryRepository repository, FilledPages filled) {
        this.repository = repository;
        this.filled = filled;
    }

    /** The query about those groups; the one given if there was nothing to read. */
    PreparedQuery chosen(PreparedQuery all) {
        return chosen == null ? all : chosen;
    }

    @Override
    public Page page(PreparedQuery prepared, PendingHull hull, boolean checked, PartitionList named) {
        return repository.inSnapshot(() -> read(prepared, hull));
    }

    private Page read(PreparedQuery prepared, PendingHull hull) {
        PartReader reader = new PartReader(repository, hull.equals(PendingHull.EVERYTHING));
        Ranking ranking = Ranking.of(prepared, reader);
        Page ranked = ranking.page();
        if (ranked != null && (ranking.isUnplanned() || ranking.groups().isEmpty())) {
            chosen = prepared;
            return new Page(ranked.seen(), List.of(), false, ranking.exact(), null);
        }
        PreparedQuery some = prepared.keep(ranking.groups());
        chosen = some;
        Page page = some.query().isDense() ? dense(some, hull) : reader.beside(some);
        return new Page(
                page.seen(), page.rows(), page.more(), page.exact() && ranking.exact(), page.end(), page.reach());
    }

    private Page dense(PreparedQuery some, PendingHull hull) {
        Page page = filled.page(some, hull, false);
        return page.seen().replan() ? filled.page(some, page.seen().pending(), false) : page;
    }
}
