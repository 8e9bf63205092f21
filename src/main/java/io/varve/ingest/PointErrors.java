package io.varve.ingest;

import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a request: the first thousand bad points by name, the rest only counted. */
final class PointErrors {

    private static final int MAX_NAMED = 1_000;

    private final List<Map<String, Object>> named = new ArrayList<>();
    private long badPoints;
    private boolean envelopeBad;

    /** @param place what the number counts: index or line */
    void addPoint(String place, long number, String pointer, String detail) {
        badPoints++;
        if (named.size() < MAX_NAMED) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put(place, number);
            error.put("pointer", pointer);
            error.put("detail", detail);
            named.add(error);
        }
    }

    /** All points of a series are bad; the first of them is named. */
    void addSeries(String place, long firstPoint, long points, String detail) {
        addPoint(place, firstPoint, "", detail);
        badPoints += points - 1;
    }

    /** Something beside the points is wrong: nothing of the request can be stored. */
    void addEnvelope(String pointer, String detail) {
        envelopeBad = true;
        if (named.size() == MAX_NAMED) {
            return;
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("pointer", pointer);
        error.put("detail", detail);
        named.add(0, error);
    }

    void addUnknownMember(String member, String accepted) {
        addUnknownMember("", member, accepted);
    }

    /** @param parent pointer to the object that has the member */
    void addUnknownMember(String parent, String member, String accepted) {
        addEnvelope(
                Pointers.child(parent, member),
                "unknown member '" + Texts.shown(member) + "'; accepted are " + accepted);
    }

    boolean isEmpty() {
        return badPoints == 0 && !envelopeBad;
    }

    boolean isEnvelopeBad() {
        return envelopeBad;
    }

    long badPoints() {
        return badPoints;
    }

    List<Map<String, Object>> named() {
        return named;
    }

    /** 400: nothing of the request was stored. */
    ProblemException toProblem() {
        String first = String.valueOf(named.get(0).get("detail"));
        String detail = badPoints == 0
                ? "nothing was stored: " + first
                : "nothing was stored: %d bad point%s; the first: %s"
                        .formatted(badPoints, badPoints == 1 ? "" : "s", first);
        return ProblemException.badRequest("invalid-points", detail)
                .with("invalid_points", badPoints)
                .with("errors", named);
    }
}
