package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.timeseries.TimeParser;
import java.time.ZoneId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One point while it is read, with the first thing that is wrong with it. Used again for the next. */
final class PointDraft {

    private static final int MAX_KEY_BYTES = 1_024;
    private static final long NO_TIME = Long.MIN_VALUE;

    private final @Nullable ZoneId zone;

    @Nullable
    String metric;

    SortedMap<String, String> tags = Collections.emptySortedMap();

    @Nullable
    UUID userId;

    @Nullable
    UUID sessionId;

    @Nullable
    String key;

    long time = NO_TIME;
    final Leaves leaves = new Leaves();

    @Nullable
    String metadata;

    private @Nullable String problem;

    String problemPointer = "";

    /** @param zone where times without an offset are; null refuses them */
    PointDraft(@Nullable ZoneId zone) {
        this.zone = zone;
    }

    void clear() {
        metric = null;
        tags = Collections.emptySortedMap();
        userId = null;
        sessionId = null;
        key = null;
        time = NO_TIME;
        leaves.clear();
        metadata = null;
        problem = null;
        problemPointer = "";
    }

    boolean isGood() {
        return problem == null;
    }

    /** Notes what is wrong, unless something else was wrong before. */
    void refuse(String pointer, String detail) {
        if (problem == null) {
            problem = detail;
            problemPointer = pointer;
        }
    }

    void refuseIf(String pointer, @Nullable String detail) {
        if (detail != null) {
            refuse(pointer, detail);
        }
    }

    String problem() {
        return String.valueOf(problem);
    }

    void time(String text) {
        try {
            time = TimeParser.instant(text, zone);
        } catch (IllegalArgumentException e) {
            refuse("/time", String.valueOf(e.getMessage()));
        }
    }

    void user(String text) {
        userId = uuid("user_id", text);
    }

    void session(String text) {
        sessionId = uuid("session_id", text);
    }

    void key(String text) {
        String trouble = text.isEmpty() ? "must not be empty" : Texts.problem(text, MAX_KEY_BYTES);
        refuseIf("/key", trouble == null ? null : "key " + trouble);
        key = text;
    }

    void tag(String name, String value) {
        if (tags.isEmpty()) {
            tags = new TreeMap<>();
        }
        tags.put(name, value);
        if (tags.size() > SeriesKey.MAX_TAGS) {
            refuse("/tags", "a series has at most " + SeriesKey.MAX_TAGS + " tags");
        }
    }

    /** To be called when the point is read: what is missing, what does not go together. */
    void finish() {
        if (metric == null) {
            refuse("", "'series' is missing");
        }
        if (time == NO_TIME) {
            refuse("", "'time' is missing");
        }
        if (leaves.size() == 0) {
            refuse("", "'value' is missing");
        }
        if (sessionId != null && key != null) {
            refuse("/key", "a point has a session_id or a key, not both");
        }
    }

    private @Nullable UUID uuid(String member, String text) {
        UUID uuid = Uuids.parse(text);
        if (uuid == null) {
            refuse("/" + member, member + " must be a UUID, '" + Texts.shown(text) + "' is not");
        }
        return uuid;
    }
}
