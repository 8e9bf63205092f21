package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.Buckets;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        TimeseriesQuery query = prepared.query();
        refuseTooMany(prepared);
        refuseMixed(prepared);
        Fill fill = query.fill();
        boolean looksAround = fill.method().looksBack()
                || fill.method().looksAhead()
                || fill.limit() != null
                || query.needsNeighbours()
                || query.accumulates();
        return looksAround ? repository.inSnapshot(() -> read(prepared, hull, checked)) : read(prepared, hull, checked);
    }

    private Page read(PreparedQuery prepared, PendingHull hull, boolean checked) {
        Buckets buckets = Objects.requireNonNull(prepared.query().interval().buckets());
        int most = prepared.query().fill().makesRows()
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
        PartReader reader = new PartReader(repository, hull.equals(PendingHull.EVERYTHING));
        Page page = reader.first(part, hull, checked);
        if (page.seen().replan()) {
            return page;
        }
        Map<Long, Lane> lanes = lanes(part.groups().wanted(), dense, page);
        LookAround around = new LookAround(prepared, dense, reader);
        Seen seen = around.complete(lanes.values());
        seen = seen == null ? totals.carry(part.groups(), reader, lanes) : seen;
        return seen != null
                ? new Page(seen, List.of(), false)
                : page(page.seen(), prepared.query(), dense, rows(prepared.query(), dense, lanes, around), reader);
    }

    /** Without a fill, buckets without points have no rows, and a page may have less than it could. */
    private static Page page(Seen seen, TimeseriesQuery query, DensePage dense, List<Row> rows, PartReader reader) {
        if (query.fill().makesRows()) {
            return new Page(seen, rows, dense.more(), reader.isExact(), null);
        }
        rows.forEach(row -> row.cells().removeIf(cell -> cell.partial() == Partial.NOTHING));
        List<Row> held = rows.stream().filter(row -> !row.cells().isEmpty()).toList();
        if (held.size() > query.limit()) {
            return new Page(seen, held.subList(0, query.limit()), true, reader.isExact(), null);
        }
        DensePage.Slot last = dense.slots().get(dense.slots().size() - 1);
        return new Page(seen, held, dense.more(), reader.isExact(), last);
    }

    private static Map<Long, Lane> lanes(Wanted wanted, DensePage dense, Page page) {
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

    private static List<Row> rows(TimeseriesQuery query, DensePage dense, Map<Long, Lane> lanes, LookAround around) {
        Map<DensePage.Slot, Row> rows = new LinkedHashMap<>();
        dense.slots()
                .forEach(slot ->
                        rows.put(slot, new Row(slot.bucket(), slot.group(), "", null, null, new ArrayList<>(1))));
        Lane.Context context = around.context(query);
        List<Lane> ordered = lanes.values().stream()
                .sorted(Comparator.comparingInt(Lane::field))
                .toList();
        for (Lane lane : ordered) {
            lane.fill(context, (place, cell) -> {
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
        if (prepared.query().needsNeighbours() && prepared.groups().foldsSeries()) {
            throw ProblemException.badParameter(
                    "group_by",
                    "at, delta, twa, twa_linear, increase and rate are about one series at a time: tell them apart with group_by=series");
        }
    }
}
