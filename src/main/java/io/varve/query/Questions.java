package io.varve.query;

import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where other packages have questions about series answered: everything one of them reads is of one snapshot. */
@Component
public class Questions {

    private final QueryReader reader;
    private final Timeseries timeseries;
    private final FilledPages filled;
    private final QueryRepository repository;
    private final QueryMeters meters;
    private final CachedAnswers cached;

    Questions(
            QueryReader reader,
            Timeseries timeseries,
            FilledPages filled,
            QueryRepository repository,
            QueryMeters meters,
            CachedAnswers cached) {
        this.reader = reader;
        this.timeseries = timeseries;
        this.filled = filled;
        this.repository = repository;
        this.meters = meters;
        this.cached = cached;
    }

    /** Reads parameters of {@code GET /api/timeseries} by their names; bad ones are a 400. */
    public Question read(Map<String, @Nullable String> given) {
        TimeseriesQuery query = reader.read(new TimeseriesParameters(
                given.get("series"),
                given.get("user_id"),
                given.get("session_id"),
                given.get("tags"),
                given.get("interval"),
                given.get("tz"),
                given.get("origin"),
                null,
                given.get("start_time"),
                given.get("end_time"),
                given.get("range"),
                given.get("agg_func"),
                given.get("exact"),
                given.get("group_by"),
                given.get("fill"),
                given.get("fill_limit"),
                given.get("order"),
                null,
                null,
                given.get("timeout"),
                null,
                null,
                null));
        if (query.isRaw()) {
            throw ProblemException.badParameter(
                    "interval",
                    "interval=raw has no buckets, and this is about buckets; accepted is a width such as 1h");
        }
        return new Question(query, query.descending()).over(query.range());
    }

    /** What is to be read. */
    public interface Work<T> {

        T with(Tables tables);
    }

    /**
     * Done again from the beginning where the plan turns out to be out of date.
     *
     * @param about what is read of time
     * @return null where the current request has been answered, as nothing of that has changed since its client, or somebody, asked
     */
    public <T> @Nullable T answer(Question question, TimeRange about, Work<T> work) {
        return meters.timed(() -> {
            TimeseriesQuery whole = question.over(about).query();
            Dependence.Extent extent = Dependence.Extent.ofParts(whole);
            String asked = AnswerResponse.asked();
            if (cached.serves(whole, extent, asked)) {
                return null;
            }
            Reading<T> reading = new Reading<>(work);
            Timeseries.Outcome outcome = timeseries.answer(question.query(), reading);
            meters.served(outcome.prepared().segments());
            Tables tables = reading.tables;
            T result = reading.result;
            if (tables == null || result == null) {
                cached.refuse();
                return work.with(new Tables(filled, repository, outcome.prepared(), false));
            }
            cached.computed(whole, extent, asked, tables.page().reach());
            if (tables.isByItself() || !tables.isExact()) {
                cached.refuse();
            }
            return result;
        });
    }

    private final class Reading<T> implements Timeseries.Reading {

        private final Work<T> work;
        private @Nullable T result;
        private @Nullable Tables tables;

        Reading(Work<T> work) {
            this.work = work;
        }

        @Override
        public Page page(PreparedQuery prepared, PendingHull hull, boolean checked, PartitionList named) {
            Tables its = new Tables(filled, repository, prepared, hull.equals(PendingHull.EVERYTHING));
            try {
                result = repository.inSnapshot(() -> work.with(its));
                tables = its;
                return its.page();
            } catch (Tables.Outdated e) {
                return e.page();
            }
        }
    }
}
