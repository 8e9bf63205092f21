package io.varve.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All series at one moment. Immutable; lists are in ascending order of id. */
public final class SeriesSnapshot {

    static final SeriesSnapshot EMPTY =
            new SeriesSnapshot(Long.MIN_VALUE, SeriesRows.NONE, Map.of(), new AtomicReference<>());

    private final long epoch;
    private final SeriesRows all;
    private final Map<String, OfMetric> byMetric;

    /** Shared with the snapshots before and after, whose lists begin alike; null until it is first needed. */
    private final AtomicReference<@Nullable SeriesIndex> index;

    private SeriesSnapshot(
            long epoch, SeriesRows all, Map<String, OfMetric> byMetric, AtomicReference<@Nullable SeriesIndex> index) {
        this.epoch = epoch;
        this.all = all;
        this.byMetric = byMetric;
        this.index = index;
    }

    /** The catalogue epoch it belongs to. */
    public long epoch() {
        return epoch;
    }

    public List<Series> all() {
        return all;
    }

    /** Names of the metric types that have series. */
    public Set<String> metrics() {
        return byMetric.keySet();
    }

    /** The series of a metric type; empty when there are none. */
    public List<Series> ofMetric(String metric) {
        OfMetric found = byMetric.get(metric);
        return found == null ? List.of() : found.rows();
    }

    public Optional<Series> byId(int id) {
        int index = all.after(id) - 1;
        return index >= 0 && all.get(index).id() == id ? Optional.of(all.get(index)) : Optional.empty();
    }

    /** The series with all these tags and this user, null for any, that are as wanted; in ascending order of id. */
    List<Series> having(Map<String, String> tags, @Nullable UUID user, Predicate<Series> wanted) {
        List<Series> found = new ArrayList<>();
        int[] last = {-1};
        index().candidates(all, tags, user).forEach(place -> {
            if (place != last[0] && wanted.test(all.get(place))) {
                found.add(all.get(place));
            }
            last[0] = place;
        });
        return found;
    }

    SeriesIndex index() {
        SeriesIndex known = index.get();
        SeriesIndex current = known == null ? SeriesIndex.of(all) : known.upTo(all);
        // Of two that are made at once either is right.
        index.compareAndSet(known, current);
        return current;
    }

    int lastId() {
        return all.lastId();
    }

    /** With the series of these rows that it does not have yet, as of the given epoch. */
    SeriesSnapshot with(long newEpoch, List<SeriesRow> rows) {
        List<SeriesRow> fresh =
                rows.stream().filter(row -> row.series().id() > lastId()).toList();
        if (fresh.isEmpty() && newEpoch == epoch) {
            return this;
        }
        Map<String, OfMetric> metrics = new HashMap<>(byMetric);
        byMetric(fresh).forEach((metric, added) -> metrics.merge(metric, added, OfMetric::with));
        return new SeriesSnapshot(
                newEpoch,
                all.with(fresh.stream().map(SeriesRow::series).toList()),
                Map.copyOf(metrics),
                all.isEmpty() ? new AtomicReference<>() : index);
    }

    /** Without the series of metric types that are gone; {@code existing} is name to id. Names can come back, ids not. */
    SeriesSnapshot keeping(Map<String, Integer> existing) {
        Map<String, OfMetric> kept = new HashMap<>(byMetric);
        kept.entrySet()
                .removeIf(entry ->
                        !Integer.valueOf(entry.getValue().metricTypeId()).equals(existing.get(entry.getKey())));
        int size = kept.values().stream()
                .mapToInt(ofMetric -> ofMetric.rows().size())
                .sum();
        if (size == all.size()) {
            return this;
        }
        List<Series> series = new ArrayList<>(size);
        kept.values().forEach(ofMetric -> series.addAll(ofMetric.rows()));
        series.sort(Comparator.comparingInt(Series::id));
        return new SeriesSnapshot(epoch, SeriesRows.NONE.with(series), Map.copyOf(kept), new AtomicReference<>());
    }

    private static Map<String, OfMetric> byMetric(List<SeriesRow> rows) {
        Map<String, List<SeriesRow>> groups = new LinkedHashMap<>();
        for (SeriesRow row : rows) {
            groups.computeIfAbsent(row.series().key().metric(), metric -> new ArrayList<>())
                    .add(row);
        }
        Map<String, OfMetric> result = new HashMap<>();
        groups.forEach((metric, group) -> result.put(metric, OfMetric.of(group)));
        return result;
    }

    /** The surrogate id tells a metric type from an earlier one of the same name. */
    private record OfMetric(int metricTypeId, SeriesRows rows) {

        static OfMetric of(List<SeriesRow> group) {
            int latest = group.get(group.size() - 1).metricTypeId();
            return new OfMetric(
                    latest,
                    SeriesRows.NONE.with(group.stream()
                            .filter(row -> row.metricTypeId() == latest)
                            .map(SeriesRow::series)
                            .toList()));
        }

        OfMetric with(OfMetric added) {
            return added.metricTypeId == metricTypeId ? new OfMetric(metricTypeId, rows.with(added.rows)) : added;
        }
    }

    /** A series with its metric type's surrogate id. */
    record SeriesRow(int metricTypeId, Series series) {}
}
