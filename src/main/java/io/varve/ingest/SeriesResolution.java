package io.varve.ingest;

import io.varve.catalog.KindConflictException;
import io.varve.catalog.RefusedSeriesException;
import io.varve.catalog.ResolvedSeries;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns the series of a request into ids, now that the users of its sessions are known. */
@Component
class SeriesResolution {

    /** The id of a series whose points are not stored. */
    static final int REFUSED = -1;

    private final SeriesCatalog catalog;

    SeriesResolution(SeriesCatalog catalog) {
        this.catalog = catalog;
    }

    /** Ids in the order of the request's dictionary; {@link #REFUSED} where a partial request is not fully stored. */
    ResolvedSeries resolve(Intake intake, ResolvedSessions sessions) {
        SeriesDictionary dictionary = intake.series;
        Map<SeriesKey, Integer> distinct = new LinkedHashMap<>();
        List<ValueKind> kinds = new ArrayList<>();
        int[] places = new int[dictionary.size()];
        for (int i = 0; i < places.length; i++) {
            SeriesDictionary.Entry entry = dictionary.entry(i);
            if (entry.refused) {
                places[i] = REFUSED;
                continue;
            }
            Integer known = distinct.putIfAbsent(entry.key(user(entry, sessions)), kinds.size());
            places[i] = known == null ? kinds.size() : known;
            if (known == null) {
                kinds.add(entry.kind);
            }
        }
        try {
            return spread(catalog.resolve(List.copyOf(distinct.keySet()), kinds), places);
        } catch (RefusedSeriesException e) {
            refuse(intake, e, places);
            return resolve(intake, sessions);
        }
    }

    private static @Nullable UUID user(SeriesDictionary.Entry entry, ResolvedSessions sessions) {
        int session = entry.group.userOfSession();
        return session == SeriesDictionary.NO_SESSION ? null : sessions.users()[session];
    }

    private static ResolvedSeries spread(ResolvedSeries resolved, int[] places) {
        int[] ids = new int[places.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = places[i] == REFUSED ? REFUSED : resolved.ids()[places[i]];
        }
        return new ResolvedSeries(ids, resolved.epoch());
    }

    /**
     * Points passed the checks but their series cannot be made. Throws unless the rest can be stored: values of another
     * kind mean that another request was quicker to fix the kind, and which points still fit cannot be told any more.
     */
    private static void refuse(Intake intake, RefusedSeriesException refused, int[] places) {
        if (intake.partial && refused instanceof KindConflictException) {
            throw ProblemException.conflict(
                    refused.getMessage() + ", as another request has just begun it: send again");
        }
        Map<Integer, String> messages = new LinkedHashMap<>();
        refused.refusals().forEach(refusal -> messages.put(refusal.index(), refusal.message()));
        for (int i = 0; i < places.length; i++) {
            String message = messages.get(places[i]);
            if (message != null) {
                intake.refuse(intake.series.entry(i), message);
            }
        }
        if (!intake.partial) {
            throw intake.errors.toProblem();
        }
    }
}
