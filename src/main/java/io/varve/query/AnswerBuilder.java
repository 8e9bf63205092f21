package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the body of an answer from what was read. */
@Component
class AnswerBuilder {

    private final CellValues values;

    AnswerBuilder(CellValues values) {
        this.values = values;
    }

    Answer build(PreparedQuery prepared, Page page) {
        return new Answer(
                metadata(prepared, page), new Results(prepared, page.rows(), values.texts(prepared, page.rows())));
    }

    private static Answer.Metadata metadata(PreparedQuery prepared, Page page) {
        TimeseriesQuery query = prepared.query();
        Estimates estimates = Estimates.of(prepared, page.rows());
        return new Answer.Metadata(
                page.rows().size(),
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
