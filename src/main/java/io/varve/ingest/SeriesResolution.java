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

    /** The place of a series that need not be looked up. */
    private static final int NONE = -1;

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
            if (entry.refused || isKnown(entry, intake)) {
                places[i] = NONE;
                continue;
            }
            Integer known = distinct.putIfAbsent(entry.key(user(entry, sessions)), kinds.size());
            places[i] = known == null ? kinds.size() : known;
            if (known == null) {
                kinds.add(entry.kind);
            }
        }
        try {
            return spread(catalog.resolve(List.copyOf(distinct.keySet()), kinds), places, intake);
        } catch (RefusedSeriesException e) {
            refuse(intake, e, places);
            return resolve(intake, sessions);
        }
    }

    private static @Nullable UUID user(SeriesDictionary.Entry entry, ResolvedSessions sessions) {
        int session = entry.group.userOfSession();
        return session == SeriesDictionary.NO_SESSION ? null : sessions.users()[session];
    }

    /** Known ids are of the intake's epoch; should the others be of another, the database refuses the older one. */
    private static ResolvedSeries spread(ResolvedSeries resolved, int[] places, Intake intake) {
        int[] ids = new int[places.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = places[i] == NONE ? knownId(intake.series.entry(i)) : resolved.ids()[places[i]];
        }
        return new ResolvedSeries(ids, resolved.epoch());
    }

    private static boolean isKnown(SeriesDictionary.Entry entry, Intake intake) {
        return entry.known != null && entry.known.epoch() == intake.epoch;
    }

    private static int knownId(SeriesDictionary.Entry entry) {
        return entry.refused || entry.known == null ? REFUSED : entry.known.id();
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
