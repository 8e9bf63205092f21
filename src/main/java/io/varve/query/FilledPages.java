package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
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
        boolean looksAround = fill.method().looksBack() || fill.method().looksAhead() || fill.limit() != null;
        return looksAround ? repository.inSnapshot(() -> read(prepared, hull, checked)) : read(prepared, hull, checked);
    }

    private Page read(PreparedQuery prepared, PendingHull hull, boolean checked) {
        Buckets buckets = Objects.requireNonNull(prepared.query().interval().buckets());
        DensePage dense = DensePage.of(prepared.query(), buckets, prepared.groups());
        if (dense.slots().isEmpty()) {
            return Page.EMPTY;
        }
        PreparedQuery part = prepared.part(
                prepared.query().part(dense.covered(prepared.query().range(), buckets)),
                prepared.groups().only((group, field) -> dense.shows(group)));
        PartReader reader = new PartReader(repository, hull.equals(PendingHull.EVERYTHING));
        Page page = reader.first(part, hull, checked);
        if (page.seen().replan()) {
            return page;
        }
        Map<Long, Lane> lanes = lanes(part.groups().wanted(), dense, page);
        LookAround around = new LookAround(prepared, dense, reader);
        Seen seen = around.complete(lanes.values());
        return seen != null
                ? new Page(seen, List.of(), false, true)
                : new Page(page.seen(), rows(prepared.query(), dense, lanes, around), dense.more(), reader.isExact());
    }

    private static Map<Long, Lane> lanes(Wanted wanted, DensePage dense, Page page) {
        Map<Long, Integer> places = new HashMap<>();
        dense.buckets().forEach(bucket -> places.put(bucket, places.size()));
        Map<Long, Lane> lanes = new LinkedHashMap<>();
        for (int i = 0; i < wanted.series().length; i++) {
            int group = wanted.groups()[i];
            int field = wanted.fields()[i];
            lanes.computeIfAbsent(
                    key(group, field),
                    key -> new Lane(group, field, dense.buckets().size()));
        }
        for (Row row : page.rows()) {
            Integer place = places.get(row.time());
            // An edge that had to be widened begins before the page.
            if (place != null) {
                row.cells()
                        .forEach(cell -> Objects.requireNonNull(lanes.get(key(row.group(), cell.field())))
                                .put(place, cell.partial()));
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

    private static long key(int group, int field) {
        return (long) group << 32 | field;
    }

    private void refuseTooMany(PreparedQuery prepared) {
        Buckets buckets = Objects.requireNonNull(prepared.query().interval().buckets());
        double rows = (double) buckets.count(prepared.query().range())
                * prepared.groups().size();
        if (rows > properties.maxFilledRows()) {
            throw ProblemException.badParameter(
                    "fill",
                    "a row for every bucket of every group would be some %.0f rows, more than varve.query.max-filled-rows (%d): ask for a wider interval, a shorter range or fewer series"
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
