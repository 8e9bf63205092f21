package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/**
 * Pages of answers that have a row for every bucket. Which buckets a page is about is known beforehand, so only those are
 * read, and what lies beside them where it is carried in; all in one snapshot.
 */
@Component
class FilledPages {

    /** Buckets of groups that a page without a fill looks at, at least. */
    private static final int LOOKED_AT = 20_000;

    private final QueryRepository repository;
    private final QueryProperties properties;

    FilledPages(QueryRepository repository, QueryProperties properties) {
        this.repository = repository;
        this.properties = properties;
    }

    /** The page, or one without rows that says that the query has to be planned again. */
    Page page(PreparedQuery prepared, PendingHull hull, boolean checked) {
        return page(prepared, hull, checked, statement -> {});
    }

    /** Another page in the snapshot that has been accepted; what is pending in its range may not be known yet. */
    Page further(PreparedQuery prepared, PendingHull hull) {
        Settled settled = Settled.of(prepared, hull, (planned, pending) -> page(planned, pending, false));
        Page page = settled.page();
        boolean exact = page.exact() && settled.planned().isExact();
        return new Page(page.seen(), page.rows(), page.more(), exact, page.end(), page.reach());
    }

    /** The statements that such a page takes, each as it is sent: what they look for depends on what those before found. */
    List<QueryStatement> statements(PreparedQuery prepared, PendingHull hull) {
        List<QueryStatement> statements = new ArrayList<>();
        page(prepared, hull, false, statements::add);
        return statements;
    }

    private Page page(PreparedQuery prepared, PendingHull hull, boolean checked, Consumer<QueryStatement> sent) {
        TimeseriesQuery query = prepared.query();
        refuseTooMany(prepared);
        refuseMixed(prepared);
        Fill fill = query.fill();
        boolean looksAround = fill.defaults() != null
                || fill.method().looksBack()
                || fill.method().looksAhead()
                || fill.limit() != null
                || query.needsNeighbours()
                || query.accumulates();
        PartReader reader = new PartReader(repository, hull.equals(PendingHull.EVERYTHING), sent);
        return looksAround
                ? repository.inSnapshot(() -> read(prepared, hull, checked, reader))
                : read(prepared, hull, checked, reader);
    }

    private static Page read(PreparedQuery asked, PendingHull hull, boolean checked, PartReader reader) {
        SeriesApart apart = SeriesApart.of(asked);
        PreparedQuery prepared = apart == null ? asked : SeriesApart.others(asked);
        Buckets buckets = Objects.requireNonNull(prepared.query().interval().buckets());
        int most = makesAllRows(prepared)
                ? prepared.query().limit()
                : Math.max(prepared.query().limit(), LOOKED_AT);
        DensePage dense = DensePage.of(prepared.query(), buckets, prepared.groups(), most);
        if (dense.slots().isEmpty()) {
            return Page.EMPTY;
        }
        RunningTotals totals =
                RunningTotals.of(prepared, dense.covered(prepared.query().range(), buckets));
        PreparedQuery part = prepared.part(
                prepared.query().part(totals.page()), prepared.groups().only((group, field) -> dense.shows(group)));
        Page page = reader.first(part, hull, checked);
        if (page.seen().replan()) {
            return page;
        }
        Map<Long, Lane> lanes = lanes(part.groups().wanted(), dense, page);
        Map<Fill, Lane.Context> contexts = new HashMap<>();
        Seen seen = totals.carry(part.groups(), reader, lanes);
        if (seen == null && apart != null) {
            TimeRange covered = dense.covered(prepared.query().range(), buckets);
            seen = apart.tell(lanes, dense, covered, reader);
        }
        for (Map.Entry<Fill, List<Lane>> alike :
                byFill(prepared, lanes.values()).entrySet()) {
            LookAround around = new LookAround(prepared, dense, reader, alike.getKey());
            seen = seen == null ? around.complete(alike.getValue()) : seen;
            contexts.put(alike.getKey(), around.context(prepared.query()));
        }
        if (seen != null) {
            return new Page(seen, List.of(), false);
        }
        List<Row> rows = rows(dense, lanes, lane -> Objects.requireNonNull(contexts.get(fill(prepared, lane.group()))));
        return page(page.seen(), prepared, dense, rows, reader);
    }

    private static Fill fill(PreparedQuery prepared, int group) {
        return prepared.query().fill().of(prepared.groups().key(group).metric());
    }

    private static Map<Fill, List<Lane>> byFill(PreparedQuery prepared, Collection<Lane> lanes) {
        return lanes.stream().collect(Collectors.groupingBy(lane -> fill(prepared, lane.group())));
    }

    /** Whether each bucket of each group has a row. */
    private static boolean makesAllRows(PreparedQuery prepared) {
        return IntStream.range(0, prepared.groups().size())
                .allMatch(group -> fill(prepared, group).makesRows());
    }

    /** Without a fill, buckets without points have no rows, and a page may have less than it could. */
    private static Page page(Seen seen, PreparedQuery prepared, DensePage dense, List<Row> rows, PartReader reader) {
        if (makesAllRows(prepared)) {
            return new Page(seen, rows, dense.more(), reader.isExact(), null, reader.reach());
        }
        rows.stream()
                .filter(row -> !fill(prepared, row.group()).makesRows())
                .forEach(row -> row.cells().removeIf(cell -> cell.partial() == Partial.NOTHING));
        TimeseriesQuery query = prepared.query();
        List<Row> held = rows.stream().filter(row -> !row.cells().isEmpty()).toList();
        if (held.size() > query.limit()) {
            return new Page(seen, held.subList(0, query.limit()), true, reader.isExact(), null, reader.reach());
        }
        DensePage.Slot last = dense.slots().get(dense.slots().size() - 1);
        return new Page(seen, held, dense.more(), reader.isExact(), last, reader.reach());
    }

    static Map<Long, Lane> lanes(Wanted wanted, DensePage dense, Page page) {
        Map<Long, Integer> places = new HashMap<>();
        dense.buckets().forEach(bucket -> places.put(bucket, places.size()));
        Map<Long, Lane> lanes = new LinkedHashMap<>();
        for (int i = 0; i < wanted.series().length; i++) {
            int group = wanted.groups()[i];
            int field = wanted.fields()[i];
            lanes.computeIfAbsent(
                    Lane.key(group, field),
                    key -> new Lane(group, field, dense.buckets().size()));
        }
        for (Row row : page.rows()) {
            Integer place = places.get(row.time());
            for (Row.Cell cell : row.cells()) {
                Lane lane = Objects.requireNonNull(lanes.get(Lane.key(row.group(), cell.field())));
                if (place != null) {
                    lane.put(place, cell.partial());
                } else {
                    // An edge that had to be widened begins before the page.
                    lane.carry(cell.partial());
                }
            }
        }
        return lanes;
    }

    private static List<Row> rows(DensePage dense, Map<Long, Lane> lanes, Function<Lane, Lane.Context> contexts) {
        Map<DensePage.Slot, Row> rows = new LinkedHashMap<>();
        dense.slots()
                .forEach(slot ->
                        rows.put(slot, new Row(slot.bucket(), slot.group(), "", null, null, new ArrayList<>(1))));
        List<Lane> ordered = lanes.values().stream()
                .sorted(Comparator.comparingInt(Lane::field))
                .toList();
        for (Lane lane : ordered) {
            lane.fill(contexts.apply(lane), (place, cell) -> {
                Row row = rows.get(new DensePage.Slot(dense.buckets().get(place), lane.group()));
                if (row != null) {
                    row.cells().add(cell);
                }
            });
        }
        return List.copyOf(rows.values());
    }

    private void refuseTooMany(PreparedQuery prepared) {
        Buckets buckets = Objects.requireNonNull(prepared.query().interval().buckets());
        double rows = (double) buckets.count(prepared.query().range())
                * prepared.groups().size();
        if (rows > properties.maxFilledRows()) {
            throw ProblemException.badParameter(
                    prepared.query().fill().makesRows() ? "fill" : "interval",
                    "a look at every bucket of every group would be some %.0f of them, more than varve.query.max-filled-rows (%d): ask for a wider interval, a shorter range or fewer series"
                            .formatted(rows, properties.maxFilledRows()));
        }
    }

    /** Between points of different series there is no line. */
    private static void refuseMixed(PreparedQuery prepared) {
        if (prepared.query().functions().contains(AggregateFunction.AT)
                && prepared.groups().foldsSeries()) {
            throw ProblemException.badParameter(
                    "group_by", "agg_func=at is about one series at a time: tell them apart with group_by=series");
        }
    }
}
