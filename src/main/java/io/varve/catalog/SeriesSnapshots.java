package io.varve.catalog;

import io.varve.catalog.SeriesLoader.Page;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps the latest {@link SeriesSnapshot}. Series ids become visible in ascending order (see {@code
 * catalog.resolve_series}), so what is above the highest known id is all that is new; deletions move the epoch, and then
 * the series of metric types that are gone are taken out.
 */
@Component
class SeriesSnapshots {

    private final SeriesLoader loader;
    private SeriesSnapshot latest = SeriesSnapshot.EMPTY;

    SeriesSnapshots(SeriesLoader loader) {
        this.loader = loader;
    }

    SeriesSnapshot current() {
        while (true) {
            SeriesSnapshot base = latest();
            Page page = loader.after(base.lastId());
            boolean stale = page.epoch() != base.epoch() && !base.all().isEmpty();
            SeriesSnapshot merged = merge(base, page, stale ? loader.metricTypes() : null);
            if (merged != null && page.rows().size() < SeriesLoader.PAGE) {
                return merged;
            }
        }
    }

    SeriesSnapshot known() {
        SeriesSnapshot known = latest();
        return known == SeriesSnapshot.EMPTY ? current() : known;
    }

    synchronized void forget() {
        latest = SeriesSnapshot.EMPTY;
    }

    private synchronized SeriesSnapshot latest() {
        return latest;
    }

    /** Null when another thread has got so far meanwhile that the page no longer fits: then it is read again. */
    private synchronized @Nullable SeriesSnapshot merge(
            SeriesSnapshot base, Page page, @Nullable Map<String, Integer> existing) {
        boolean fits = latest == base || (latest.epoch() == page.epoch() && latest.lastId() >= base.lastId());
        if (!fits) {
            return null;
        }
        SeriesSnapshot kept = existing == null ? latest : latest.keeping(existing);
        latest = kept.with(page.epoch(), page.rows());
        return latest;
    }
}
