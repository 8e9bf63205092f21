package io.varve.query;

import io.varve.catalog.SeriesSnapshot;
import io.varve.rollup.Floors;
import io.varve.rollup.TierState;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A query with everything its statement is made from: the series of one catalogue, the plan from one look at the tiers.
 *
 * @param shortcuts that the plan takes, and those of its parts and pages
 */
record PreparedQuery(TimeseriesQuery query, Selection selection, Groups groups, Ways ways, Shortcuts shortcuts) {

    private static final int MOST_ROWS = 1 << 30;
    private static final String ABOVE_ALL_SESSIONS = "'~'";
    private static final String ABOVE_ALL_SOURCES = Long.toString(Long.MAX_VALUE);

    /** Without shortcuts. */
    PreparedQuery(TimeseriesQuery query, Selection selection, Groups groups, Ways ways) {
        this(query, selection, groups, ways, Shortcuts.NONE);
    }

    /** Planned from tiers alone. */
    static PreparedQuery of(TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> tiers, Floors all) {
        return of(query, catalogue, tiers, all, Shortcuts.NONE);
    }

    /** Throws where points are needed that are gone. */
    static PreparedQuery of(
            TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> tiers, Floors all, Shortcuts shortcuts) {
        return open(query, catalogue, tiers, all, shortcuts).refusingGone();
    }

    /** The same where a custom rollup may have what is gone: to be asked whether it has afterwards. */
    static PreparedQuery open(
            TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> tiers, Floors all, Shortcuts shortcuts) {
        Selection selection = Selection.of(query, catalogue);
        Groups groups = Groups.of(selection.series(), query.grouping());
        Floors floors = all.of(groups.wanted().series());
        if (!query.scope().needsRaw()) {
            Ways.refusePointsBelow(floors, query);
        }
        return planned(query, selection, groups, tiers, floors, shortcuts);
    }

    /** Throws where points are needed that are gone, and no custom rollup serves them. */
    PreparedQuery refusingGone() {
        if (plan().rolled() == null || !isExact()) {
            Ways.refusePointsBelow(ways.floors(), query);
        }
        return this;
    }

    /**
     * Another query about some of the same series, planned from the same look at the tiers. What lies beside the range is told as the
     * tiers tell it: validators are about those.
     */
    PreparedQuery part(TimeseriesQuery part, Groups some) {
        if (part.needsAllPoints()) {
            Ways.refusePointsBelow(ways.floors(), part);
        }
        boolean inside = query.range().contains(part.range());
        return planned(part, selection, some, ways.tiers(), ways.floors(), inside ? shortcuts : shortcuts.inExact());
    }

    /** The same query's page that begins there, planned from the same look at the tiers. */
    PreparedQuery page(@Nullable Cursor from, int rows) {
        return planned(query.page(from, rows), selection, groups, ways.tiers(), ways.floors(), shortcuts);
    }

    /** The same query about some of its groups. */
    PreparedQuery keep(Set<Integer> some) {
        return planned(query, selection, groups.keep(some), ways.tiers(), ways.floors(), shortcuts);
    }

    /** The same with these shortcuts. Throws where only others had what is gone; beside a range nobody asks for that. */
    PreparedQuery with(Shortcuts others) {
        if (shortcuts.equals(others)) {
            return this;
        }
        PreparedQuery again = planned(query, selection, groups, ways.tiers(), ways.floors(), others);
        return shortcuts.beyond() ? again.refusingGone() : again;
    }

    boolean takesShortcuts() {
        return !shortcuts.rollups().isEmpty();
    }

    /** The same where this is pending. */
    PreparedQuery where(PendingHull hull) {
        return with(shortcuts.where(hull));
    }

    private static PreparedQuery planned(
            TimeseriesQuery query,
            Selection selection,
            Groups groups,
            List<TierState> tiers,
            Floors floors,
            Shortcuts shortcuts) {
        TimeseriesQuery decided = query.takesProfiles() && Ways.isBelow(floors, query) ? query.beyondPoints() : query;
        return shortcuts.taken(new PreparedQuery(
                decided, selection, groups, Ways.of(decided, windows(decided), tiers, floors), shortcuts));
    }

    /** The one of what is always read. */
    QueryPlan plan() {
        return ways.first();
    }

    List<Segment> segments() {
        return ways.plans().stream().flatMap(plan -> plan.segments().stream()).toList();
    }

    /** The windows that end in what is left of the range; null for buckets and points. */
    private static @Nullable Windows windows(TimeseriesQuery query) {
        Buckets buckets = query.interval().buckets();
        Sliding window = query.interval().window();
        return buckets == null || window == null ? null : Windows.of(window, buckets, query.remaining());
    }

    /** Throws where an exact answer is insisted on and this is none. */
    void refuseInexact(Page page) {
        boolean exact = selection.series().isEmpty() || isExact(page);
        if (query.exactness().insisted() && !exact) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "not-exact",
                    "Not all of this range is kept finely enough for an exact answer. Ask for a later start_time, or for"
                            + " times at bounds of wider buckets, or without exact=true.");
        }
    }

    /** Whether the plan is exact and so is everything that was read by it. */
    boolean isExact(Page page) {
        return isExact() && page.exact() && page.estimates(this).isEmpty();
    }

    boolean isExact() {
        Windows windows = windows(query);
        if (windows == null) {
            return ways.plans().stream()
                    .allMatch(plan -> plan.isExact(query.interval().buckets()));
        }
        Cuts cuts = new Cuts(windows.cuts());
        return windows.isEmpty() || ways.plans().stream().allMatch(plan -> plan.isExact(cuts));
    }

    /** Whether there can be no answer: no series matches, no window ends in the range, or nothing of it is kept, nor ever will be again. */
    boolean isEmpty() {
        return selection.series().isEmpty() || readsNothing() && !query.isDense();
    }

    boolean readsNothing() {
        return plan().segments().isEmpty();
    }

    /** What raw still has of the range, if that is something, in a query that only raw can answer. */
    TimeRange keptOfRaw() {
        return plan().segments().get(0).range();
    }

    List<FoldedColumn> columns() {
        List<FoldedColumn> columns = new ArrayList<>(PartialColumn.neededBy(query.functions()));
        if (ways.ofProfiles() != null) {
            columns.addAll(ProfileColumns.neededBy(query.functions(), groups.isText()));
        } else {
            columns.addAll(PointColumn.neededBy(query.functions()));
            if (query.needsSteps()) {
                columns.add(new StepColumn());
            }
        }
        PointLimit limit = limit();
        if (limit != null) {
            columns.add(limit);
        }
        ReadLimit reads = reads();
        if (reads != null) {
            columns.add(reads);
        }
        return columns;
    }

    private @Nullable PointLimit limit() {
        return query.needsAllPoints() && ways.ofProfiles() == null
                ? new PointLimit(query.exactness().mostPoints())
                : null;
    }

    private @Nullable ReadLimit reads() {
        return limit() == null ? ReadLimit.of(this, query.exactness().mostRead()) : null;
    }

    /** {@code checked}: also asks for another plan when the watermarks are other than those planned with. */
    QueryStatement statement(PendingHull hull, boolean checked, PartitionList partitions) {
        if (plan().rolled() != null && !shortcuts.hull().equals(hull)) {
            throw new IllegalStateException("a custom rollup would serve what is out of date");
        }
        Buckets buckets = query.interval().buckets();
        Windows windows = windows(query);
        if (buckets == null) {
            return points(keptOfRaw());
        }
        Placement placement = placement(buckets, windows);
        List<FoldedColumn> columns = columns();
        return new AggregateStatement(
                        chains(columns, placement, hull, checked),
                        placement,
                        columns,
                        query.scope(),
                        limit(),
                        reads(),
                        query.descending(),
                        after(),
                        rowsOfPage(),
                        possibleRows(buckets))
                .of(groups.wanted(), partitions);
    }

    private Placement placement(Buckets buckets, @Nullable Windows windows) {
        Spread spread = query.interval().spread();
        if (spread != null) {
            return spread.placement(buckets, ways.hull());
        }
        return windows == null ? new BucketSql(buckets, ways.hull()) : new WindowSql(windows);
    }

    /** Watermarks are of no concern to what reads nothing but points anyway. */
    private List<ChainParts> chains(
            List<FoldedColumn> columns, Placement placement, PendingHull hull, boolean checked) {
        boolean points =
                query.needsRaw() || query.needsAllPoints() && !query.exactness().beyond();
        Set<FoldedColumn> ofPartials = ways.profiles() == null ? Set.of() : ProfileColumns.ofPartials(columns);
        List<ChainParts> chains = new ArrayList<>();
        for (QueryPlan plan : ways.plans()) {
            Set<FoldedColumn> own = new HashSet<>(columns);
            if (plan == ways.profiles()) {
                own.removeIf(ofPartials::contains);
            } else if (ways.profiles() != null) {
                own.removeIf(column -> !ofPartials.contains(column) && !(column instanceof ReadLimit));
            }
            ReadThrough readThrough = new ReadThrough(plan, hull, checked && !points);
            chains.add(new ChainParts(readThrough, placement, columns, own, query.scope()));
        }
        return chains;
    }

    /** The statement for a page of points that reads this stretch. */
    QueryStatement points(TimeRange range) {
        return new PointStatement(range, ways.floors(), query.scope(), query.descending(), after(), rowsOfPage())
                .of(groups.wanted());
    }

    /** What to read for a page of points at first. */
    PageWindow window() {
        return window(query.limit());
    }

    /** What probably holds so many points. */
    PageWindow window(int points) {
        return query.scope().session() == null
                ? PageWindow.first(
                        keptOfRaw(),
                        query.descending(),
                        points,
                        selection.series().size())
                : new PageWindow(keptOfRaw(), keptOfRaw(), query.descending());
    }

    /** The limit and one more, of rows that are one for each field. */
    private int rowsOfPage() {
        return (int) Math.min(MOST_ROWS, (query.limit() + 1L) * groups.widest());
    }

    /** No statement answers more: a row per bucket and series at most, where sessions are not told apart. */
    private int possibleRows(Buckets buckets) {
        if (query.scope().perSession() || query.interval().spread() != null) {
            return Integer.MAX_VALUE;
        }
        Windows windows = windows(query);
        long places = windows == null ? buckets.count(plan().range()) : windows.ends().length;
        long rows = places * selection.series().size();
        return (int) Math.min(Integer.MAX_VALUE, rows);
    }

    PageReader reader() {
        return query.isRaw()
                ? PageReader.ofPoints(query.limit())
                : PageReader.ofBuckets(query.limit(), query.scope().perSession(), columns());
    }

    /** The cursor for what follows the page's last row; null when nothing does. */
    @Nullable
    String next(Page page) {
        if (!page.more()) {
            return null;
        }
        DensePage.Slot end = page.end();
        if (end != null) {
            return new Cursor(
                            query.mark(),
                            query.range(),
                            end.bucket(),
                            groups.key(end.group()).parts(),
                            "",
                            chosen())
                    .encode();
        }
        Row last = page.last();
        return new Cursor(
                        query.mark(),
                        query.range(),
                        last.time(),
                        groups.key(last.group()).parts(),
                        last.within(),
                        chosen())
                .encode();
    }

    /** Of which groups all pages are, where those are not all. */
    private List<Long> chosen() {
        return query.top() == null
                ? List.of()
                : IntStream.range(0, groups.size())
                        .mapToObj(group -> groups.key(group).mark())
                        .toList();
    }

    private @Nullable Position after() {
        Cursor cursor = query.cursor();
        if (cursor == null) {
            return null;
        }
        return query.isRaw()
                ? groups.position(cursor.time(), cursor.group(), cursor.source(), ABOVE_ALL_SOURCES)
                : groups.position(cursor.time(), cursor.group(), "'" + cursor.within() + "'", ABOVE_ALL_SESSIONS);
    }
}
