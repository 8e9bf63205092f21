package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Pieces} of a page of windows, of every series, and the points that lie beside them. */
final class PiecesOfSeries {

    private final PreparedQuery prepared;
    private final Groups groups;
    private final TimeRange covered;
    private final TimeRange points;
    private final PartReader reader;
    private final Map<Long, Pieces> series = new LinkedHashMap<>();

    PiecesOfSeries(PreparedQuery prepared, Groups groups, Sliding window, TimeRange covered, PartReader reader) {
        this.prepared = prepared;
        this.groups = groups;
        this.covered = covered;
        this.reader = reader;
        Buckets ticks =
                Objects.requireNonNull(prepared.query().interval().over(covered).buckets());
        this.points = Windows.of(window, ticks, covered).points();
        Wanted wanted = groups.wanted();
        for (int i = 0; i < wanted.series().length; i++) {
            series.put(Lane.key(wanted.groups()[i], wanted.fields()[i]), new Pieces());
        }
    }

    interface Sink {
        void take(int group, int field, Pieces pieces);
    }

    void each(Sink sink) {
        Wanted wanted = groups.wanted();
        for (int i = 0; i < wanted.series().length; i++) {
            sink.take(wanted.groups()[i], wanted.fields()[i], of(wanted.groups()[i], wanted.fields()[i]));
        }
    }

    /** Not null if the snapshot asks for another plan. */
    @Nullable
    Seen read() {
        TimeseriesQuery query = prepared.query();
        Page page = reader.shown(
                prepared.part(query.part(covered, query.interval().over(covered).pieces(), query.functions()), groups));
        each(page, (row, cell) -> of(row.group(), cell.field()).add(row.time(), cell.partial()));
        Seen seen = page.seen().replan() ? page.seen() : null;
        if (seen == null && TimeParser.MIN < points.from()) {
            seen = beside(new TimeRange(TimeParser.MIN, points.from()), Pieces::before);
        }
        boolean ahead = query.functions().stream().anyMatch(AggregateFunction::looksAhead);
        if (seen == null && ahead && points.to() < TimeParser.MAX) {
            seen = beside(new TimeRange(points.to(), TimeParser.MAX), Pieces::after);
            series.values().forEach(each -> reader.reached(each.reach()));
        }
        return seen;
    }

    private interface Neighbour {
        void tell(Pieces pieces, Partial partial);
    }

    private @Nullable Seen beside(TimeRange range, Neighbour side) {
        Page page = reader.beside(prepared.part(
                prepared.query().part(range, LookAround.ONE_BUCKET, Set.of(AggregateFunction.AT)), groups));
        each(page, (row, cell) -> side.tell(of(row.group(), cell.field()), cell.partial()));
        return page.seen().replan() ? page.seen() : null;
    }

    private interface OfCell {
        void take(Row row, Row.Cell cell);
    }

    private static void each(Page page, OfCell sink) {
        page.rows().forEach(row -> row.cells().forEach(cell -> sink.take(row, cell)));
    }

    private Pieces of(int group, int field) {
        return Objects.requireNonNull(series.get(Lane.key(group, field)));
    }
}
