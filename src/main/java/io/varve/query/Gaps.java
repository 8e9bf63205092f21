package io.varve.query;

import io.varve.timeseries.Micros;
import java.time.InstantSource;
import org.springframework.stereotype.Service;

/**
 * Finds gaps between the points of each series, over the edges of the range too: the nearest points outside are located
 * like those that fill a gap.
 */
@Service
class Gaps {

    private final Timeseries timeseries;
    private final QueryRepository repository;
    private final InstantSource clock;

    Gaps(Timeseries timeseries, QueryRepository repository, InstantSource clock) {
        this.timeseries = timeseries;
        this.repository = repository;
        this.clock = clock;
    }

    /** Points and fields of one time count once: rows are of name, tags and user. */
    GapsAnswer find(TimeseriesQuery query, GapRule rule) {
        GapSearch search = new GapSearch(repository, query, rule, Micros.of(clock.instant()));
        return search.checked(timeseries.answer(query, search).prepared()).answer();
    }
}
