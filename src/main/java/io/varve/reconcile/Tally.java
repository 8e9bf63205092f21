package io.varve.reconcile;

import io.varve.catalog.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adds up what the steps of a reconciliation find, coarser tiers before finer; of the details it keeps the first ones. */
final class Tally {

    private final Map<Integer, Series> series = new HashMap<>();
    private final List<TierReport> tiers = new ArrayList<>();
    private final List<Difference> details = new ArrayList<>();

    Tally(List<Series> reconciled) {
        reconciled.forEach(each -> series.put(each.id(), each));
    }

    void add(TierReport tier) {
        tiers.add(0, tier);
    }

    void add(String tier, List<Step.Detail> found) {
        int room = Reconciliation.MAX_DETAILS - details.size();
        for (Step.Detail detail : found.subList(0, Math.min(room, found.size()))) {
            details.add(
                    detail.seriesId() == null
                            ? Difference.of(tier, detail)
                            : Difference.of(
                                    tier,
                                    Objects.requireNonNull(series.get(detail.seriesId()))
                                            .key(),
                                    detail));
        }
    }

    Reconciliation result(boolean repaired) {
        return Reconciliation.of(tiers, details, repaired);
    }
}
