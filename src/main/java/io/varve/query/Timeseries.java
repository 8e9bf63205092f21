package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSnapshot;
import io.varve.custom.KnownRollups;
import io.varve.rollup.Floors;
import io.varve.rollup.LayerFloors;
import io.varve.rollup.TierState;
import io.varve.rollup.Tiers;
import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Answers queries, mostly with one statement and no other: it is planned from what is known of catalogue, watermarks and
 * pending invalidations, and says whether its snapshot holds others in a way that matters. Then the query is planned
 * again. What is known may be older than the snapshot, never newer.
 */
@Service
class Timeseries {

    /** The last one reads through wherever entries may be, so that it cannot be outrun. */
    private static final int MAX_PLANS = 4;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final LayerFloors floors;
    private final KnownPartitions partitions;
    private final QueryRepository repository;
    private final FilledPages filled;
    private final KnownRollups rollups;

    Timeseries(
            SeriesCatalog catalog,
            Tiers tiers,
            LayerFloors floors,
            KnownPartitions partitions,
            QueryRepository repository,
            FilledPages filled,
            KnownRollups rollups) {
        this.catalog = catalog;
        this.tiers = tiers;
        this.floors = floors;
        this.partitions = partitions;
        this.repository = repository;
        this.filled = filled;
        this.rollups = rollups;
    }

    /** What was read, and by which plan. */
    record Outcome(PreparedQuery prepared, Page page) {

        Outcome {
            prepared.refuseInexact(page);
        }
    }

    /** {@code rows}: where they go; null for into the page. */
    Outcome answer(TimeseriesQuery query, @Nullable SpooledRows rows) {
        Pages pages = new Pages(repository, filled, rows);
        if (query.top() == null) {
            return answer(query, pages);
        }
        TopGroups top = new TopGroups(repository, pages);
        Outcome all = answer(query, top);
        return new Outcome(top.chosen(all.prepared()), all.page());
    }

    /** In the snapshot in which tiers and floors were looked at; only the catalogue may be older than that. */
    Outcome answer(
            TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> states, Floors known, SpooledRows rows) {
        refuseMissing(query, catalogue);
        try {
            return read(query, catalogue, states, known, rows);
        } catch (TooManyPointsException e) {
            if (!query.takesProfiles() || query.exactness().beyond()) {
                throw e;
            }
            return read(query.beyondPoints(), catalogue, states, known, rows);
        }
    }

    private Outcome read(
            TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> states, Floors known, SpooledRows rows) {
        PreparedQuery prepared =
                PreparedQuery.of(query, catalogue, states, known, new Shortcuts(rollups.current(), PendingHull.NONE));
        Pages pages = new Pages(repository, filled, rows);
        if (prepared.isEmpty()) {
            return new Outcome(prepared, pages.none(prepared));
        }
        TopGroups top = new TopGroups(repository, pages);
        Reading reading = query.top() == null ? pages : top;
        Settled.Read read = (planned, hull) -> reading.page(planned, hull, false, PartitionList.NONE);
        Settled settled = Settled.of(prepared, PendingHull.NONE, read);
        if (settled.asksAgain()) {
            settled = Settled.of(prepared, PendingHull.EVERYTHING, read);
        }
        if (settled.asksAgain()) {
            throw new IllegalStateException("the snapshot holds other floors than it held before");
        }
        return new Outcome(top.chosen(settled.planned()), settled.page());
    }

    /** Reads what is asked for, as planned; without rows where it has to be planned again. */
    interface Reading {
        Page page(PreparedQuery prepared, PendingHull hull, boolean checked, PartitionList named);

        /** Where there is nothing to read. */
        default Page none(PreparedQuery prepared) {
            return Page.EMPTY;
        }
    }

    Outcome answer(TimeseriesQuery query, Reading reading) {
        repository.limit(query.exactness().timeout());
        TimeseriesQuery sized = mayBeMany(query) ? sized(query) : query;
        try {
            return read(sized, reading);
        } catch (TooManyPointsException e) {
            if (!sized.takesProfiles() || sized.exactness().beyond()) {
                throw e;
            }
            return read(sized.beyondPoints(), reading);
        }
    }

    /** Told from profiles, if it is about more points than may be read: counting them costs little. */
    private TimeseriesQuery sized(TimeseriesQuery query) {
        if (!query.takesProfiles() || query.exactness().beyond()) {
            return query;
        }
        long points = 0;
        for (Row row : read(query.counting(), new Pages(repository, filled, null))
                .page()
                .rows()) {
            for (Row.Cell cell : row.cells()) {
                points += cell.partial().count();
            }
        }
        return points > query.exactness().mostPoints() ? query.beyondPoints() : query;
    }

    /** Whether points that come every second would be too many. */
    private boolean mayBeMany(TimeseriesQuery query) {
        if (!query.takesProfiles()) {
            return false;
        }
        try {
            int series = Selection.of(query, catalog.known()).series().size();
            return (double) series * query.range().length() / Micros.SECOND
                    > query.exactness().mostPoints();
        } catch (ProblemException e) {
            return false;
        }
    }

    private Outcome read(TimeseriesQuery query, Reading reading) {
        SeriesSnapshot catalogue = catalog.known();
        PendingHull hull = PendingHull.NONE;
        PreparedQuery prepared = fromKnown(query, catalogue);
        if (prepared == null) {
            catalogue = current(query);
            prepared = PreparedQuery.of(query, catalogue, tiers.known(), floors.current(), shortcuts(false, hull));
        }
        for (int tries = 1; true; tries++) {
            if (prepared.isEmpty()) {
                return new Outcome(prepared, reading.none(prepared));
            }
            boolean last = tries == MAX_PLANS;
            PartitionList named = last ? PartitionList.NONE : partitions.known();
            Page page = reading.page(prepared, hull, tries == 1, named);
            SeriesSnapshot later = upToDate(query, catalogue, page.seen());
            if (!page.seen().replan() && (last || later == catalogue || !misses(prepared, later, page.seen()))) {
                return new Outcome(prepared, page);
            }
            if (page.seen().repartitioned()) {
                partitions.current();
            }
            catalogue = later;
            boolean replan = page.seen().replan();
            hull = tries + 1 == MAX_PLANS ? PendingHull.EVERYTHING : page.seen().pending();
            prepared = PreparedQuery.of(
                    query,
                    catalogue,
                    replan ? tiers.current() : tiers.known(),
                    floors.known(page.seen().floors()),
                    shortcuts(replan, hull));
        }
    }

    /** None where everything is taken to be pending: the last plan is of tiers alone. */
    private Shortcuts shortcuts(boolean current, PendingHull hull) {
        return hull.equals(PendingHull.EVERYTHING)
                ? Shortcuts.NONE
                : new Shortcuts(current ? rollups.current() : rollups.known(), hull);
    }

    /** Sends what is asked for, as planned. Where it has to be planned again, nothing is sent, and it is what was seen. */
    interface Sending {
        Optional<Page.Seen> send(PreparedQuery prepared, PendingHull hull, Predicate<Page.Seen> accepts);
    }

    /** As {@link #answer}, where rows are sent while they are read: the first statement's plan is the last one. */
    void send(TimeseriesQuery asked, Sending sending) {
        repository.limit(asked.exactness().timeout());
        TimeseriesQuery query = sized(asked);
        PendingHull hull = PendingHull.NONE;
        for (int tries = 1; true; tries++) {
            SeriesSnapshot catalogue = current(query);
            boolean last = tries >= MAX_PLANS;
            PendingHull expected = last ? PendingHull.EVERYTHING : hull;
            PreparedQuery prepared =
                    PreparedQuery.of(query, catalogue, tiers.current(), floors.current(), shortcuts(true, expected));
            Optional<Page.Seen> unsent =
                    sending.send(prepared, expected, seen -> !seen.replan() && (last || isOf(catalogue, seen)));
            if (unsent.isEmpty()) {
                return;
            }
            hull = unsent.get().pending();
        }
    }

    /** The query prepared from what is committed now. */
    PreparedQuery prepare(TimeseriesQuery query) {
        repository.limit(query.exactness().timeout());
        return PreparedQuery.open(sized(query), current(query), tiers.current(), floors.current(), Shortcuts.NONE);
    }

    /** The statements as they are sent when this is pending. Of a page that is filled, they are sent to know them. */
    List<QueryStatement> statements(PreparedQuery prepared, PendingHull hull) {
        return prepared.query().isDense()
                ? filled.statements(prepared, hull)
                : List.of(prepared.statement(hull, false, partitions.known()));
    }

    /** The same, as far as custom rollups serve it, where this is pending. */
    PreparedQuery shortcut(PreparedQuery prepared, PendingHull hull) {
        return prepared.with(new Shortcuts(rollups.current(), hull)).refusingGone();
    }

    /** What matters to it: points are never out of date, but rollups that may serve in their place are. */
    PendingHull pending(PreparedQuery prepared) {
        PreparedQuery read = prepared.query().scope().needsRaw() ? shortcut(prepared, PendingHull.NONE) : prepared;
        return repository.pending(read.ways().plans(), read.groups().wanted());
    }

    /** Null where it would be refused, or nothing is found: only what is committed now may say so. */
    private @Nullable PreparedQuery fromKnown(TimeseriesQuery query, SeriesSnapshot catalogue) {
        if (!query.selector().missing(catalogue).isEmpty()) {
            return null;
        }
        try {
            PreparedQuery prepared = PreparedQuery.of(
                    query, catalogue, tiers.known(), floors.known(), shortcuts(false, PendingHull.NONE));
            return prepared.selection().series().isEmpty() ? null : prepared;
        } catch (ProblemException e) {
            return null;
        }
    }

    private SeriesSnapshot current(TimeseriesQuery query) {
        SeriesSnapshot catalogue = catalog.current();
        refuseMissing(query, catalogue);
        return catalogue;
    }

    private void refuseMissing(TimeseriesQuery query, SeriesSnapshot catalogue) {
        Set<String> missing = query.selector().missing(catalogue);
        if (!missing.isEmpty()) {
            missing.removeAll(repository.registered(missing));
        }
        if (!missing.isEmpty()) {
            throw ProblemException.notFound("There is no series '%s'".formatted(String.join("', '", missing)))
                    .with("parameter", "series")
                    .with("series", missing);
        }
    }

    private SeriesSnapshot upToDate(TimeseriesQuery query, SeriesSnapshot catalogue, Page.Seen seen) {
        return seen.newest() <= newest(catalogue) && seen.epoch() == catalogue.epoch() ? catalogue : current(query);
    }

    /** Whether what was seen has no series that the catalogue lacks; what read nothing saw nothing. */
    static boolean isOf(SeriesSnapshot catalogue, Page.Seen seen) {
        return seen.equals(Page.EMPTY.seen())
                || seen.newest() <= newest(catalogue) && seen.epoch() == catalogue.epoch();
    }

    /** Whether the statement's snapshot held a series that the query asks for and the plan did not know. */
    private static boolean misses(PreparedQuery prepared, SeriesSnapshot later, Page.Seen seen) {
        Set<Integer> planned = prepared.groups().ids();
        return Selection.of(prepared.query(), later).series().stream()
                .map(Series::id)
                .anyMatch(id -> id <= seen.newest() && !planned.contains(id));
    }

    private static int newest(SeriesSnapshot catalogue) {
        List<Series> all = catalogue.all();
        return all.isEmpty() ? 0 : all.get(all.size() - 1).id();
    }
}
