package io.varve.query;

import io.varve.catalog.ValueKind;
import io.varve.query.Page.Seen;
import io.varve.timeseries.AggregateFunction;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers variations of a question, all in one snapshot. */
public final class Tables {

    /** The snapshot holds something else than was planned with. */
    static final class Outdated extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final transient Page page;

        Outdated(Page page) {
            super("to be planned again", null, false, false);
            this.page = page;
        }

        Page page() {
            return page;
        }
    }

    private final FilledPages filled;
    private final QueryRepository repository;
    private final PreparedQuery prepared;
    private final boolean everything;
    private final SortedSet<String> leftOut = new TreeSet<>();
    private Seen seen = Page.EMPTY.seen();
    private boolean exact = true;
    private boolean byItself;
    private long reach = Page.WITHIN;

    Tables(FilledPages filled, QueryRepository repository, PreparedQuery prepared, boolean everything) {
        this.filled = filled;
        this.repository = repository;
        this.prepared = prepared;
        this.everything = everything;
    }

    /** In order of time, then of strands. More than {@link Question#MOST_ROWS} rows are a 400. */
    public List<Line> read(Question question) {
        return read(question, strand -> true);
    }

    /** The same of fields of groups, by their numbers. */
    public List<Line> read(Question question, Predicate<Strand> which) {
        boolean beyond = prepared.query().exactness().beyond();
        TimeseriesQuery query = beyond ? question.query().beyondPoints() : question.query();
        Ways.refusePointsBelow(prepared.ways().floors(), query);
        PreparedQuery part = prepared.part(
                query, prepared.groups().only((group, field) -> which.test(new Strand(group, "", field))));
        if (part.isEmpty()) {
            return List.of();
        }
        Settled settled = settled(part);
        Page page = settled.page();
        if (page.more()) {
            throw ProblemException.badParameter(
                    "start_time",
                    "more than %d buckets of series had to be looked at; accepted are a shorter range, wider buckets or fewer series"
                            .formatted(Question.MOST_ROWS));
        }
        exact &= settled.planned().isExact(page);
        byItself |= settled.planned().ways().isByItself();
        reach = Math.max(reach, page.reach());
        return lines(query, page);
    }

    private Settled settled(PreparedQuery part) {
        Settled settled = Settled.of(part, everything ? PendingHull.EVERYTHING : PendingHull.NONE, this::send);
        if (settled.asksAgain()) {
            throw new Outdated(settled.page());
        }
        seen = settled.page().seen();
        return settled;
    }

    private Page send(PreparedQuery part, PendingHull hull) {
        return part.query().isDense()
                ? filled.page(part, hull, false)
                : repository.read(part.statement(hull, false, PartitionList.NONE), part.reader());
    }

    private List<Line> lines(TimeseriesQuery query, Page page) {
        boolean shows = query.functions().stream().anyMatch(AggregateFunction::isOneOfTheValues);
        List<Line> lines = new ArrayList<>();
        for (Row row : page.rows()) {
            for (Row.Cell cell : row.cells()) {
                Strand strand = new Strand(row.group(), row.within(), cell.field());
                if (shows && kind(strand) == ValueKind.TEXT) {
                    leftOut.add(
                            "left out '" + prepared.groups().key(row.group()).metric()
                                    + "': it holds texts, which have count and distinct only here");
                } else {
                    lines.add(new Line(row.time(), strand, cell));
                }
            }
        }
        return lines;
    }

    private ValueKind kind(Strand strand) {
        Groups groups = prepared.groups();
        return groups.kind(groups.key(strand.group()), groups.field(strand.field()));
    }

    /** What tells a row apart, as members of the row. */
    public Map<String, @Nullable Object> identity(Strand strand) {
        GroupKey key = prepared.groups().key(strand.group());
        Grouping grouping = prepared.query().grouping();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("series", key.metric());
        if (grouping.showsTags()) {
            members.put("tags", key.tags());
        }
        if (grouping.user()) {
            members.put("user_id", key.user());
        }
        if (grouping.session()) {
            members.put("session_id", strand.session().isEmpty() ? null : strand.session());
        }
        return members;
    }

    /** The name of the strand's series. */
    public String series(Strand strand) {
        return prepared.groups().key(strand.group()).metric();
    }

    /** The path of the strand's field in composite values; null where values are no composites. */
    public @Nullable String field(Strand strand) {
        Groups groups = prepared.groups();
        return groups.isScalar(groups.key(strand.group())) ? null : groups.field(strand.field());
    }

    /** Fields of a row put back to where they are in its series' values. */
    public @Nullable Object shaped(Map<Strand, @Nullable Object> fields) {
        Nesting nesting = new Nesting();
        for (Map.Entry<Strand, @Nullable Object> each : fields.entrySet()) {
            String field = field(each.getKey());
            if (field == null) {
                return each.getValue();
            }
            nesting.put(field, each.getValue());
        }
        return nesting.value();
    }

    /** Whether everything read so far is about exactly what was asked. */
    public boolean isExact() {
        return exact;
    }

    /** Whether anything was told from what changes by itself. */
    boolean isByItself() {
        return byItself;
    }

    /** What was left out, and why. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(prepared.selection().warnings());
        warnings.addAll(leftOut);
        return warnings;
    }

    Page page() {
        return new Page(seen, List.of(), false, exact, null, reach);
    }
}
