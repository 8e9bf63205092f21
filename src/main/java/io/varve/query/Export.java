package io.varve.query;

import io.varve.query.Page.Seen;
import io.varve.timeseries.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends all rows of an answer while they are read, in one snapshot and with constant memory. */
final class Export implements Timeseries.Sending {

    /** Rows that are read at a time where an answer is put together from parts. */
    private static final int PART = 20_000;

    private final QueryRepository repository;
    private final FilledPages filled;
    private final CachedAnswers cached;
    private final LineAnswer answer;
    private boolean exact = true;

    Export(QueryRepository repository, FilledPages filled, CachedAnswers cached, LineAnswer answer) {
        this.repository = repository;
        this.filled = filled;
        this.cached = cached;
        this.answer = answer;
    }

    @Override
    public Optional<Seen> send(PreparedQuery prepared, PendingHull hull, Predicate<Seen> accepts) {
        prepared.refuseInexact(Page.EMPTY);
        if (prepared.isEmpty()) {
            begin(prepared, Estimates.beforehand(prepared), Map.of());
            return Optional.empty();
        }
        return repository.inSnapshot(
                () -> prepared.query().top() == null ? rows(prepared, hull, accepts) : top(prepared, hull, accepts));
    }

    /** The rows of the groups that come first. */
    private Optional<Seen> top(PreparedQuery prepared, PendingHull hull, Predicate<Seen> accepts) {
        Ranking ranking = Ranking.of(prepared, new PartReader(repository, hull.equals(PendingHull.EVERYTHING)));
        Page ranked = ranking.page();
        if (ranked != null && !accepts.test(ranked.seen())) {
            return Optional.of(ranked.seen());
        }
        exact = ranking.exact();
        prepared.refuseInexact(new Page(Page.EMPTY.seen(), List.of(), false, exact, null));
        PreparedQuery some = prepared.keep(ranking.groups());
        if (ranking.groups().isEmpty()) {
            begin(some, exact, Map.of());
            return Optional.empty();
        }
        Predicate<Seen> follows = ranked == null ? accepts : seen -> !seen.replan();
        Optional<Seen> unsent = rows(some, hull, follows);
        if (unsent.isEmpty()) {
            return unsent;
        }
        PendingHull pending = unsent.get().pending();
        return rows(some.where(pending), pending, follows);
    }

    private Optional<Seen> rows(PreparedQuery prepared, PendingHull hull, Predicate<Seen> accepts) {
        if (prepared.query().isRaw()) {
            return points(prepared, accepts);
        }
        return prepared.query().isDense() ? pages(prepared, hull, accepts) : buckets(prepared, hull, accepts);
    }

    private Optional<Seen> buckets(PreparedQuery prepared, PendingHull hull, Predicate<Seen> accepts) {
        Sink sink = new Sink(prepared, accepts);
        Page page = repository.stream(
                prepared.statement(hull, true, PartitionList.NONE),
                prepared.reader().into(sink));
        return unsent(page);
    }

    /** Stretch by stretch, so that the server does not sort them all before it gives the first. */
    private Optional<Seen> points(PreparedQuery prepared, Predicate<Seen> accepts) {
        Sink sink = new Sink(prepared, accepts);
        TimeRange rest = prepared.keptOfRaw();
        boolean descending = prepared.query().descending();
        PageWindow window = prepared.window(PART);
        while (true) {
            sink.taken = 0;
            Page page = repository.stream(
                    prepared.points(window.read()), prepared.reader().into(sink));
            if (!answer.isBegun()) {
                return unsent(page);
            }
            if (window.isWhole()) {
                return Optional.empty();
            }
            rest = descending
                    ? new TimeRange(rest.from(), window.read().from())
                    : new TimeRange(window.read().to(), rest.to());
            window = window.following(rest, PART, sink.taken);
        }
    }

    /** Page by page, as each bucket has to be looked at. */
    private Optional<Seen> pages(PreparedQuery prepared, PendingHull hull, Predicate<Seen> accepts) {
        PreparedQuery part = prepared.page(prepared.query().cursor(), PART);
        Page page = filled.page(part, hull, true);
        if (!accepts.test(page.seen())) {
            return Optional.of(page.seen());
        }
        prepared.refuseInexact(page);
        begin(prepared, exact(prepared, page), Estimates.possible(prepared));
        while (true) {
            prepared.refuseInexact(page);
            page.rows().forEach(answer::add);
            String next = part.next(page);
            if (next == null) {
                return Optional.empty();
            }
            part = prepared.page(Cursor.decode(next), PART);
            page = filled.further(part, hull);
        }
    }

    private @Nullable Boolean known(PreparedQuery prepared) {
        return exact ? Estimates.beforehand(prepared) : Boolean.FALSE;
    }

    /** Null where it also depends on neighbours of pages to come. */
    private @Nullable Boolean exact(PreparedQuery prepared, Page first) {
        Boolean known = known(prepared);
        if (Boolean.FALSE.equals(known) || !first.exact()) {
            return Boolean.FALSE;
        }
        return first.more() && prepared.plan().floors().any() ? null : known;
    }

    private void begin(PreparedQuery prepared, @Nullable Boolean exactly, Map<String, @Nullable Double> bounds) {
        if (prepared.ways().isByItself()) {
            cached.refuse();
        }
        answer.begin(prepared, exactly, bounds);
    }

    private Optional<Seen> unsent(Page page) {
        return answer.isBegun() ? Optional.empty() : Optional.of(page.seen());
    }

    /** Begins the answer with the first statement that saw what was planned with. */
    private final class Sink implements RowSink {

        private final PreparedQuery prepared;
        private final Predicate<Seen> accepts;
        private int taken;

        Sink(PreparedQuery prepared, Predicate<Seen> accepts) {
            this.prepared = prepared;
            this.accepts = accepts;
        }

        @Override
        public boolean accepts(Seen seen) {
            if (!answer.isBegun() && accepts.test(seen)) {
                begin(prepared, known(prepared), Estimates.possible(prepared));
            }
            return answer.isBegun();
        }

        @Override
        public void take(Row row) {
            taken++;
            answer.add(row);
        }
    }
}
