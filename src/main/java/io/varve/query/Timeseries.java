package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSnapshot;
import io.varve.rollup.Tiers;
import io.varve.web.ProblemException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;

/**
 * Answers queries. Catalogue, tiers and pending invalidations are looked up first and only bound what the one statement
 * reads; if its snapshot has moved past them in a way that matters, the query is planned again.
 */
@Service
class Timeseries {

    /** The last one reads through wherever entries may be, so that it cannot be outrun. */
    private static final int MAX_PLANS = 4;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final QueryRepository repository;

    Timeseries(SeriesCatalog catalog, Tiers tiers, QueryRepository repository) {
        this.catalog = catalog;
        this.tiers = tiers;
        this.repository = repository;
    }

    /** What was read, and by which plan. */
    record Outcome(PreparedQuery prepared, Page page) {}

    Outcome answer(TimeseriesQuery query) {
        SeriesSnapshot catalogue = known(query);
        for (int tries = 1; true; tries++) {
            PreparedQuery prepared = PreparedQuery.of(query, catalogue, tiers.current());
            Page page = read(prepared, tries == MAX_PLANS);
            if (!page.replan()) {
                SeriesSnapshot later = page.newest() > newest(catalogue) ? catalog.current() : catalogue;
                if (tries == MAX_PLANS || !misses(prepared, later, page.newest())) {
                    return new Outcome(prepared, page);
                }
                catalogue = later;
            }
        }
    }

    /** The query prepared as for an answer, with the statement that would be sent. */
    PreparedQuery prepare(TimeseriesQuery query) {
        return PreparedQuery.of(query, known(query), tiers.current());
    }

    PendingHull pending(PreparedQuery prepared) {
        return repository.pending(prepared.plan(), prepared.groups().wanted());
    }

    private Page read(PreparedQuery prepared, boolean last) {
        if (prepared.selection().series().isEmpty()) {
            return new Page(false, 0, List.of(), false);
        }
        PendingHull hull = last ? PendingHull.EVERYTHING : pending(prepared);
        return repository.read(prepared.statement(hull), prepared.reader());
    }

    private SeriesSnapshot known(TimeseriesQuery query) {
        SeriesSnapshot catalogue = catalog.current();
        Set<String> missing = Selection.missing(query.selector(), catalogue);
        if (!missing.isEmpty()) {
            missing.removeAll(repository.registered(missing));
        }
        if (!missing.isEmpty()) {
            throw ProblemException.notFound("There is no series '%s'".formatted(String.join("', '", missing)))
                    .with("parameter", "series")
                    .with("series", missing);
        }
        return catalogue;
    }

    /** Whether the statement's snapshot held a series that the query asks for and the plan did not know. */
    private static boolean misses(PreparedQuery prepared, SeriesSnapshot later, int newest) {
        Set<Integer> planned = prepared.groups().ids();
        return Selection.of(prepared.query(), later).series().stream()
                .map(Series::id)
                .anyMatch(id -> id <= newest && !planned.contains(id));
    }

    private static int newest(SeriesSnapshot catalogue) {
        List<Series> all = catalogue.all();
        return all.isEmpty() ? 0 : all.get(all.size() - 1).id();
    }
}
