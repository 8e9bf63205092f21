package io.varve.query;

import io.varve.query.GapStatement.Edges;
import io.varve.query.GapsAnswer.Gap;
import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One search for gaps: the points beside the range first, then those in it, in one snapshot. */
final class GapSearch implements Timeseries.Reading {

    /** A gap as it was read. */
    private record Found(int group, long from, long to, long expected, boolean open) {}

    private final QueryRepository repository;
    private final TimeseriesQuery query;
    private final GapRule rule;
    private final long now;
    private List<Found> found = List.of();
    private boolean more;
    private @Nullable Groups groups;

    GapSearch(QueryRepository repository, TimeseriesQuery query, GapRule rule, long now) {
        this.repository = repository;
        this.query = query;
        this.rule = rule;
        this.now = now;
    }

    @Override
    public Page page(PreparedQuery prepared, PendingHull hull, boolean checked, PartitionList partitions) {
        groups = prepared.groups();
        return repository.inSnapshot(() -> read(prepared, hull));
    }

    private Page read(PreparedQuery prepared, PendingHull hull) {
        PartReader reader = new PartReader(repository, hull.equals(PendingHull.EVERYTHING));
        TimeRange range = query.range();
        Map<Integer, Long> before = new TreeMap<>();
        Map<Integer, Long> after = new TreeMap<>();
        Page earlier = beside(prepared, reader, TimeParser.MIN, range.from());
        earlier.rows()
                .forEach(row -> row.cells()
                        .forEach(
                                cell -> before.merge(row.group(), cell.partial().lastTime(), Math::max)));
        Page later = beside(prepared, reader, range.to(), TimeParser.MAX);
        later.rows()
                .forEach(row -> row.cells()
                        .forEach(cell -> after.merge(row.group(), cell.partial().firstTime(), Math::min)));
        if (earlier.seen().replan() || later.seen().replan()) {
            return earlier.seen().replan() ? earlier : later;
        }
        return find(prepared, edges(prepared, before, after));
    }

    private Page beside(PreparedQuery prepared, PartReader reader, long from, long to) {
        return from >= to
                ? Page.EMPTY
                : reader.beside(prepared.part(
                        query.part(new TimeRange(from, to), LookAround.ONE_BUCKET, Set.of(AggregateFunction.AT)),
                        prepared.groups()));
    }

    /** What has no point after the range is open up to its end, or now. */
    private Edges edges(PreparedQuery prepared, Map<Integer, Long> before, Map<Integer, Long> after) {
        int size = prepared.groups().size();
        int[] all = new int[before.size() + size];
        long[] times = new long[all.length];
        boolean[] open = new boolean[all.length];
        int at = 0;
        for (Map.Entry<Integer, Long> edge : before.entrySet()) {
            all[at] = edge.getKey();
            times[at++] = edge.getValue();
        }
        for (int group = 0; group < size; group++) {
            Long next = after.get(group);
            all[at] = group;
            open[at] = next == null;
            times[at++] = next == null ? query.range().to() : next;
        }
        return new Edges(all, times, open);
    }

    private Page find(PreparedQuery prepared, Edges edges) {
        Cursor cursor = query.cursor();
        Position last = cursor == null ? null : prepared.groups().position(cursor.time(), cursor.group(), "''", "'~'");
        GapStatement statement = new GapStatement(
                query.range(), prepared.plan(), query.scope(), edges, now, rule, last, query.limit() + 1);
        List<Found> read = new ArrayList<>();
        Seen seen = repository.ask(statement.of(prepared.groups().wanted()), rows -> read(rows, read));
        more = read.size() > query.limit();
        found = more ? read.subList(0, query.limit()) : read;
        return new Page(seen, List.of(), more, true, null, edges.reach());
    }

    private static Seen read(ResultSet rows, List<Found> into) throws SQLException {
        Seen seen = null;
        while (rows.next()) {
            seen = seen == null ? PageReader.seen(rows) : seen;
            OffsetDateTime from = rows.getObject("from_time", OffsetDateTime.class);
            if (from != null) {
                into.add(new Found(
                        rows.getInt("grp"),
                        Micros.of(from.toInstant()),
                        Micros.of(
                                rows.getObject("to_time", OffsetDateTime.class).toInstant()),
                        rows.getLong("expected"),
                        rows.getBoolean("open")));
            }
        }
        return Objects.requireNonNull(seen, "there is a row at least");
    }

    /** Itself, unless points of the range are gone. */
    GapSearch checked(PreparedQuery prepared) {
        long floor = prepared.plan().floors().of(0);
        if (query.range().from() < floor) {
            throw ProblemException.badParameter(
                    "start_time",
                    "gaps are found between raw points, and those are kept from %s on; accepted is a start_time not before that"
                            .formatted(Micros.toInstant(floor)));
        }
        return this;
    }

    GapsAnswer answer() {
        List<Gap> gaps = found.stream().map(this::gap).toList();
        return new GapsAnswer(
                new GapsAnswer.Metadata(
                        gaps.size(),
                        Micros.toInstant(query.range().from()),
                        Micros.toInstant(query.range().to()),
                        rule.expected() == null ? null : length(rule.expected()),
                        rule.tolerance(),
                        next()),
                gaps);
    }

    private @Nullable String next() {
        if (!more) {
            return null;
        }
        Found last = found.get(found.size() - 1);
        return new Cursor(query.mark(), query.range(), last.from(), key(last).parts(), "", List.of()).encode();
    }

    private Gap gap(Found gap) {
        long length = gap.to() - gap.from();
        long points = Math.round((double) length / gap.expected());
        return new Gap(
                key(gap).metric(),
                key(gap).tags(),
                key(gap).user(),
                Micros.toInstant(gap.from()),
                Micros.toInstant(gap.to()),
                length(length),
                length(gap.expected()),
                // Where the range ends, a point is not expected.
                gap.open() ? (length - 1) / gap.expected() : points - 1,
                gap.open());
    }

    private GroupKey key(Found gap) {
        return Objects.requireNonNull(groups).key(gap.group());
    }

    private static Duration length(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
