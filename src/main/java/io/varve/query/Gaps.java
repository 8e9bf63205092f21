package io.varve.query;

import io.varve.timeseries.Micros;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Finds gaps between the points of each series, over the edges of the range too: the nearest points outside are located
 * like those that fill a gap.
 */
@Service
class Gaps {

    private static final Dependence.Extent EXTENT = new Dependence.Extent(true, true, true);

    private final Timeseries timeseries;
    private final QueryRepository repository;
    private final InstantSource clock;
    private final CachedAnswers cached;

    Gaps(Timeseries timeseries, QueryRepository repository, InstantSource clock, CachedAnswers cached) {
        this.timeseries = timeseries;
        this.repository = repository;
        this.clock = clock;
        this.cached = cached;
    }

    /** Points and fields of one time count once: rows are of name, tags and user. Null where the request has been answered. */
    @Nullable
    GapsAnswer find(TimeseriesQuery query, GapRule rule) {
        String asked = AnswerResponse.asked();
        if (cached.serves(query, EXTENT, asked)) {
            return null;
        }
        GapSearch search = new GapSearch(repository, query, rule, Micros.of(clock.instant()));
        Timeseries.Outcome outcome = timeseries.answer(query, search);
        cached.computed(query, EXTENT, asked, outcome.page().reach());
        return search.checked(outcome.prepared()).answer();
    }
}
