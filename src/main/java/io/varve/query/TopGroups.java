package io.varve.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a page of the groups that come first, ranked in the same snapshot. */
final class TopGroups implements Timeseries.Reading {

    private final QueryRepository repository;
    private final Pages pages;
    private @Nullable PreparedQuery chosen;

    TopGroups(QueryRepository repository, Pages pages) {
        this.repository = repository;
        this.pages = pages;
    }

    /** The query about those groups; the one given if there was nothing to read. */
    PreparedQuery chosen(PreparedQuery all) {
        return chosen == null ? all : chosen;
    }

    @Override
    public Page none(PreparedQuery prepared) {
        return pages.none(prepared);
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
            Page none = pages.none(prepared);
            return new Page(ranked.seen(), List.of(), false, ranking.exact(), null, Page.WITHIN, none.spooled());
        }
        Settled settled = Settled.of(
                prepared.keep(ranking.groups()),
                hull,
                (planned, pending) -> pages.page(planned, pending, false, PartitionList.NONE));
        chosen = settled.planned();
        Page page = settled.page();
        return new Page(
                page.seen(),
                page.rows(),
                page.more(),
                page.exact() && ranking.exact(),
                page.end(),
                page.reach(),
                page.spooled());
    }
}
