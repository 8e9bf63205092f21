package io.varve.query;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSnapshot;
import io.varve.query.BatchAnswer.Item;
import io.varve.rollup.Floors;
import io.varve.rollup.LayerFloors;
import io.varve.rollup.TierState;
import io.varve.rollup.Tiers;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers several queries in one snapshot, one after the other on one connection. */
@Component
class Batches {

    /** Series may be made while a batch begins. */
    private static final int MAX_TRIES = 4;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final LayerFloors floors;
    private final Timeseries timeseries;
    private final QueryRepository repository;
    private final AnswerBuilder answers;
    private final QueryMeters meters;

    Batches(
            SeriesCatalog catalog,
            Tiers tiers,
            LayerFloors floors,
            Timeseries timeseries,
            QueryRepository repository,
            AnswerBuilder answers,
            QueryMeters meters) {
        this.catalog = catalog;
        this.tiers = tiers;
        this.floors = floors;
        this.timeseries = timeseries;
        this.repository = repository;
        this.answers = answers;
        this.meters = meters;
    }

    BatchAnswer answer(List<TimeseriesQuery> queries) {
        repository.limit(queries.get(0).exactness().timeout());
        for (int tries = 1; true; tries++) {
            boolean last = tries == MAX_TRIES;
            SeriesSnapshot catalogue = catalog.current();
            List<Item> items = repository.inSnapshot(() -> items(queries, catalogue, last));
            if (items.size() == queries.size()) {
                return new BatchAnswer(items);
            }
        }
    }

    /** Fewer than there are queries if the snapshot has series that the catalogue lacks. */
    private List<Item> items(List<TimeseriesQuery> queries, SeriesSnapshot catalogue, boolean last) {
        List<TierState> states = tiers.current();
        Floors known = floors.current();
        List<Item> items = new ArrayList<>();
        for (TimeseriesQuery query : queries) {
            Item item = item(query, catalogue, states, known, last);
            if (item == null) {
                return List.of();
            }
            items.add(item);
        }
        return items;
    }

    private @Nullable Item item(
            TimeseriesQuery query, SeriesSnapshot catalogue, List<TierState> states, Floors known, boolean last) {
        try {
            Timeseries.Outcome outcome = repository.apart(
                    () -> timeseries.answer(query, catalogue, states, known, answers.spool(AnswerFormat.JSON)));
            if (!last && !Timeseries.isOf(catalogue, outcome.page().seen())) {
                return null;
            }
            meters.served(outcome.prepared().segments());
            return Item.of(answers.build(outcome));
        } catch (ProblemException e) {
            return Item.of(e);
        }
    }
}
