package io.varve.query;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a page of a query's rows: into the page, or to where they are sent from. */
final class Pages implements Timeseries.Reading {

    /** Rows that are held at a time where a page is put together from parts. */
    private static final int PART = 20_000;

    private final QueryRepository repository;
    private final FilledPages filled;
    private final @Nullable SpooledRows rows;

    /** {@code rows}: where they go; null for into the page. */
    Pages(QueryRepository repository, FilledPages filled, @Nullable SpooledRows rows) {
        this.repository = repository;
        this.filled = filled;
        this.rows = rows;
    }

    @Override
    public Page page(PreparedQuery prepared, PendingHull hull, boolean checked, PartitionList named) {
        if (prepared.query().isRaw()) {
            return points(prepared);
        }
        return prepared.query().isDense()
                ? dense(prepared, hull, checked)
                : read(prepared.statement(hull, checked, named), prepared);
    }

    @Override
    public Page none(PreparedQuery prepared) {
        return spooled(prepared, Page.EMPTY, List.of());
    }

    private Page read(QueryStatement statement, PreparedQuery prepared) {
        if (rows == null) {
            return repository.read(statement, prepared.reader());
        }
        rows.begin(prepared);
        Page page = repository.read(statement, prepared.reader().into(rows));
        rows.end();
        return page.in(rows);
    }

    /** Whatever the page is, one statement answered it. */
    private Page points(PreparedQuery prepared) {
        PageWindow window = prepared.window();
        while (true) {
            Page page = read(prepared.points(window.read()), prepared);
            if (page.more() || window.isWhole()) {
                return page;
            }
            window = window.wider(prepared.query().limit(), page.count());
        }
    }

    private Page dense(PreparedQuery prepared, PendingHull hull, boolean checked) {
        SpooledRows into = rows;
        if (into != null && prepared.query().limit() > PART) {
            return repository.inSnapshot(() -> parts(prepared, hull, checked, into));
        }
        Page page = filled.page(prepared, hull, checked);
        return spooled(prepared, page, page.rows());
    }

    private Page spooled(PreparedQuery prepared, Page page, List<Row> taken) {
        if (rows == null) {
            return page;
        }
        rows.begin(prepared);
        taken.forEach(rows::take);
        rows.end();
        return page.in(rows);
    }

    /** Part by part, each as a page by itself. */
    private Page parts(PreparedQuery prepared, PendingHull hull, boolean checked, SpooledRows into) {
        into.begin(prepared);
        int left = prepared.query().limit();
        PreparedQuery part = prepared.page(prepared.query().cursor(), PART);
        Page page = filled.page(part, hull, checked);
        boolean exact = true;
        long reach = Page.WITHIN;
        while (!page.seen().replan()) {
            page.rows().forEach(into::take);
            left -= page.rows().size();
            exact &= page.exact();
            reach = Math.max(reach, page.reach());
            String next = left == 0 ? null : part.next(page);
            if (next == null) {
                into.end();
                return new Page(page.seen(), Collections.emptyList(), page.more(), exact, page.end(), reach, into);
            }
            part = prepared.page(Cursor.decode(next), Math.min(PART, left));
            page = filled.further(part, hull);
        }
        return page;
    }
}
