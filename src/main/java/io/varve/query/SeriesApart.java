package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.TimeRange;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What goes on from point to point, where that is not read with all else. In groups of several series there is no way from a point of one
 * series to one of another, so each is followed by itself. Windows overlap, so what goes on in them is put together from pieces.
 *
 * @param prepared the whole query, every series a group of its own, of the functions that go on from point to point
 * @param owners the series of the query, in the order of those groups
 */
record SeriesApart(PreparedQuery prepared, Wanted owners) {

    /** Null where every group is one series, in buckets, or no function goes on from point to point. */
    static @Nullable SeriesApart of(PreparedQuery prepared) {
        Set<AggregateFunction> between = functions(prepared.query(), true);
        boolean whole = prepared.query().interval().window() == null
                && !prepared.groups().foldsSeries();
        if (between.isEmpty() || whole) {
            return null;
        }
        return new SeriesApart(
                prepared.part(prepared.query().of(between), prepared.groups().apart()),
                prepared.groups().wanted());
    }

    /** The query of all other functions. */
    static PreparedQuery others(PreparedQuery prepared) {
        return prepared.part(prepared.query().of(functions(prepared.query(), false)), prepared.groups());
    }

    private static Set<AggregateFunction> functions(TimeseriesQuery query, boolean between) {
        return query.functions().stream()
                .filter(function -> function.goesBetween() == between)
                .collect(Collectors.toSet());
    }

    /** Tells the lanes of the groups. Not null if the snapshot asks for another plan. */
    @Nullable
    Seen tell(Map<Long, Lane> lanes, DensePage dense, TimeRange covered, PartReader reader) {
        Groups shown = prepared.groups().only((place, field) -> dense.shows(owners.groups()[place]));
        Sliding window = prepared.query().interval().window();
        if (window != null) {
            PiecesOfSeries pieces = new PiecesOfSeries(prepared, shown, window, covered, reader);
            Seen seen = pieces.read();
            if (seen == null) {
                pieces.each((group, field, series) ->
                        owner(lanes, group, field).add(series.windows(dense.buckets(), window)));
            }
            return seen;
        }
        PreparedQuery part = prepared.part(prepared.query().part(covered), shown);
        Page page = reader.shown(part);
        if (page.seen().replan()) {
            return page.seen();
        }
        Map<Long, Lane> own = FilledPages.lanes(shown.wanted(), dense, page);
        LookAround around = new LookAround(prepared, dense, reader, Fill.NONE);
        Seen seen = around.complete(own.values());
        if (seen != null) {
            return seen;
        }
        Lane.Context context = around.context(prepared.query());
        own.values().forEach(lane -> owner(lanes, lane.group(), lane.field()).add(lane.betweens(context)));
        return null;
    }

    private Lane owner(Map<Long, Lane> lanes, int place, int field) {
        return Objects.requireNonNull(lanes.get(Lane.key(owners.groups()[place], field)));
    }
}
