package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSnapshot;
import io.varve.rollup.LayerFloors;
import io.varve.rollup.RefreshProperties;
import io.varve.rollup.Tiers;
import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes validators of answers: a text that is another one whenever the answer is, found by one small statement. There is none
 * where the answer is of a time that is still open, or something that it depends on is pending: those are computed anew.
 */
@Component
class Validators {

    /** Changes with what answers look like. */
    private static final String FORM = "1";

    private static final int TRIES = 5;

    private final SeriesCatalog catalog;
    private final Tiers tiers;
    private final LayerFloors floors;
    private final QueryRepository repository;
    private final InstantSource clock;
    private final Duration delay;

    Validators(
            SeriesCatalog catalog,
            Tiers tiers,
            LayerFloors floors,
            QueryRepository repository,
            RefreshProperties refreshes,
            InstantSource clock) {
        this.catalog = catalog;
        this.tiers = tiers;
        this.floors = floors;
        this.repository = repository;
        this.delay = refreshes.delay();
        this.clock = clock;
    }

    /**
     * For an answer.
     *
     * @param reach before when everything after the range lies that it depends on
     * @param asked everything else that it depends on, as text
     */
    @Nullable
    String of(TimeseriesQuery query, Dependence.Extent extent, long reach, String asked) {
        boolean stale = false;
        for (int tries = 0; tries < TRIES; tries++) {
            SeriesSnapshot catalogue = catalog.known();
            PreparedQuery prepared = prepared(query, catalogue);
            if (prepared == null || prepared.selection().series().isEmpty()) {
                if (tries > 0) {
                    return null;
                }
                catalog.current();
                continue;
            }
            Dependence dependence = Dependence.of(prepared, extent, reach);
            if (dependence == null) {
                if (stale || isOpen(Math.max(query.range().to(), reach))) {
                    return null;
                }
                tiers.current();
                stale = true;
                continue;
            }
            int[] series = prepared.groups().wanted().series();
            Revision revision = repository.revision(dependence, series);
            if (revision.pending()) {
                return null;
            }
            if (isCurrent(revision, catalogue, prepared)) {
                return hash(prepared, revision, asked + '@' + reach);
            }
            catalog.current();
            floors.known(revision.floors());
        }
        return null;
    }

    private @Nullable PreparedQuery prepared(TimeseriesQuery query, SeriesSnapshot catalogue) {
        if (!query.selector().missing(catalogue).isEmpty()) {
            return null;
        }
        try {
            return PreparedQuery.of(query, catalogue, tiers.known(), floors.known());
        } catch (ProblemException e) {
            return null;
        }
    }

    /** Whether watermarks cannot have got so far. */
    private boolean isOpen(long end) {
        return end > Micros.of(clock.instant().minus(delay));
    }

    private static boolean isCurrent(Revision revision, SeriesSnapshot catalogue, PreparedQuery prepared) {
        List<Series> all = catalogue.all();
        return revision.newest() <= all.get(all.size() - 1).id()
                && revision.epoch() == catalogue.epoch()
                && revision.floors() == prepared.plan().floors().generation();
    }

    private static String hash(PreparedQuery prepared, Revision revision, String asked) {
        Wanted wanted = prepared.groups().wanted();
        String all = String.join(
                "\n",
                FORM,
                asked,
                prepared.query().range().toString(),
                prepared.query().interval().label(),
                prepared.query().fill().toString(),
                prepared.plan().segments().stream()
                        .map(segment -> segment.resolution() + segment.range())
                        .toList()
                        .toString(),
                Arrays.toString(wanted.series()),
                Arrays.toString(wanted.groups()),
                prepared.selection().warnings().toString(),
                Long.toString(revision.floors()),
                revision.stamps());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 18));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
