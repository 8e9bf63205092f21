package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.databind.json.JsonMapper;

/** Makes the body of an answer from what was read. */
@Component
class AnswerBuilder {

    private final CellValues values;
    private final JsonMapper json;

    AnswerBuilder(CellValues values, JsonMapper json) {
        this.values = values;
        this.json = json;
    }

    /** Where rows go that will be sent in this form, until the request has been answered. */
    SpooledRows spool(AnswerFormat format) {
        SpooledRows rows = new SpooledRows(format, values, json);
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.registerDestructionCallback(
                    "rows " + System.identityHashCode(rows), rows::close, RequestAttributes.SCOPE_REQUEST);
        }
        return rows;
    }

    /** Of an answer whose rows have been spooled. */
    Answer build(Timeseries.Outcome outcome) {
        return new Answer(
                metadata(outcome.prepared(), outcome.page()),
                new Results(Objects.requireNonNull(outcome.page().spooled(), "spooled rows")));
    }

    static Answer.Metadata metadata(PreparedQuery prepared, Page page) {
        TimeseriesQuery query = prepared.query();
        Estimates estimates = page.estimates(prepared);
        return new Answer.Metadata(
                page.count(),
                query.interval().label(),
                window(query),
                query.isRaw() ? null : AggregateFunction.names(query.functions()),
                query.fill().makesRows() ? query.fill().label() : null,
                fills(prepared),
                query.fill().limit(),
                Micros.toInstant(query.range().from()),
                Micros.toInstant(query.range().to()),
                query.interval().zone().getId(),
                Answer.Stretch.of(prepared.segments()),
                prepared.isExact(page),
                estimates.bounds(),
                prepared.next(page),
                estimates.warnings(prepared.selection().warnings()));
    }

    private static @Nullable String window(TimeseriesQuery query) {
        Sliding window = query.interval().window();
        return window == null ? null : window.label();
    }

    /** Of each series that is shown, where each has its own. */
    private static @Nullable SortedMap<String, String> fills(PreparedQuery prepared) {
        Fill fill = prepared.query().fill();
        if (fill.defaults() == null) {
            return null;
        }
        SortedMap<String, String> fills = new TreeMap<>();
        prepared.selection().series().forEach(series -> {
            String metric = series.key().metric();
            fills.put(metric, fill.of(metric).label());
        });
        return fills;
    }
}
