package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.web.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The series of one request, numbered in the order in which they first get a point. A series may take its user from a
 * session, and who that is may be known only after the body.
 */
final class SeriesDictionary {

    static final int NO_SESSION = -1;

    private static final int MAX = 100_000;

    private final Map<Group, Map<String, Integer>> references = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    /** All series of one value: the fields' names are missing. */
    record Group(
            String metric,
            SortedMap<String, String> tags,
            @Nullable UUID userId,
            int userOfSession) {}

    /** One series, with the number of its first point and how many points have it as their first field. */
    static final class Entry {
        final Group group;
        final String field;
        final ValueKind kind;
        final long firstPoint;
        final SeriesMemory.@Nullable Known known;
        long points;
        boolean refused;

        /** The bytes by which a point of this series can be known; null if they are not to be remembered. */
        byte @Nullable [] name;

        Entry(Group group, String field, ValueKind kind, long firstPoint, SeriesMemory.@Nullable Known known) {
            this.group = group;
            this.field = field;
            this.kind = kind;
            this.firstPoint = firstPoint;
            this.known = known;
        }

        SeriesKey key(@Nullable UUID userOfSession) {
            UUID user = group.userOfSession == NO_SESSION ? group.userId : userOfSession;
            return new SeriesKey(group.metric, group.tags, user, field);
        }
    }

    /** The fields seen so far of a group; null if the group is new. */
    @Nullable
    Map<String, Integer> fields(Group group) {
        return references.get(group);
    }

    /** The number of a series, which gets a field of the point with this number. */
    int reference(Group group, String field, ValueKind kind, boolean firstField, long point) {
        Map<String, Integer> fields = references.get(group);
        Integer known = fields == null ? null : fields.get(field);
        int reference = known != null ? known : add(group, field, kind, point);
        entries.get(reference).points += firstField ? 1 : 0;
        return reference;
    }

    /** The number of a series that is known from earlier requests and not yet in this one by the same bytes. */
    int add(SeriesMemory.Known known, long point) {
        return add(new Entry(known.group(), known.field(), ValueKind.NUMBER, point, known));
    }

    int size() {
        return entries.size();
    }

    Entry entry(int reference) {
        return entries.get(reference);
    }

    private int add(Group group, String field, ValueKind kind, long point) {
        int reference = add(new Entry(group, field, kind, point, null));
        references.computeIfAbsent(group, g -> new HashMap<>(4)).put(field, reference);
        return reference;
    }

    private int add(Entry entry) {
        if (entries.size() == MAX) {
            throw ProblemException.badRequest(
                    "too-many-series", "a request can have at most " + MAX + " different series: send several");
        }
        entries.add(entry);
        return entries.size() - 1;
    }
}
