package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import io.varve.timeseries.TimeParser;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one request brings, while its body is read: each point is checked and, if it is good, spooled. Nothing is locked
 * meanwhile, and what is held in memory does not grow with the number of points.
 */
final class Intake implements AutoCloseable {

    private static final int METADATA_MEMORY = 1 << 20;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    final PointErrors errors = new PointErrors();
    final SeriesDictionary series = new SeriesDictionary();
    final SessionDictionary sessions = new SessionDictionary();
    final MetadataSpool metadata = new MetadataSpool(METADATA_MEMORY);
    final PointSpool spool;
    final MetricTypes metricTypes;
    final boolean partial;

    /** Whether the catalogue may have moved on before the request came: then nothing can be refused because of it. */
    final boolean provisional;

    private final SeriesMemory memory;
    private final PointDraft draft;
    /** The session that all points belong to now; who it is may come after them. */
    private int envelope = SeriesDictionary.NO_SESSION;

    private @Nullable UUID envelopeUser;
    private final KeySource keySource = new KeySource();
    private final BitSet days = new BitSet();
    private String place = "index";
    private int plainReference = PlainSeries.UNKNOWN;
    private int lastDay = -1;
    private long accepted;
    long mergedBelowFloor;
    private boolean hasMetadata;

    /** What the points were checked against; a write with an older one than the catalogue's is refused. */
    long epoch;

    Intake(
            long epoch,
            PointDraft draft,
            PointSpool spool,
            MetricTypes metricTypes,
            SeriesMemory memory,
            boolean partial,
            boolean provisional) {
        this.epoch = epoch;
        this.draft = draft;
        this.spool = spool;
        this.metricTypes = metricTypes;
        this.memory = memory;
        this.partial = partial;
        this.provisional = provisional;
    }

    /** An empty draft to be filled and submitted. */
    PointDraft next() {
        draft.clear();
        return draft;
    }

    /** From now on all points belong to another session. */
    int openSession() {
        envelope = sessions.open();
        envelopeUser = null;
        return envelope;
    }

    /** Tells the user of the session that was opened, once that is known. */
    void sessionUser(@Nullable UUID user) {
        envelopeUser = user;
    }

    /** @param form what else but its bytes decides which series a point is of */
    PlainPoints plainPoints(byte[] form) {
        return new PlainPoints(form, this, memory);
    }

    /** Takes a number of a series that had a point like this before: without session, key and metadata. */
    void add(int reference, long time, double value) {
        accepted++;
        if (partial || errors.isEmpty()) {
            series.entry(reference).points++;
            addDay(time);
            spool.add(reference, time, 0, value, PointBlock.NO_METADATA);
        }
    }

    /** The series of the draft just submitted if others like it can go to {@link #add}, else unknown. */
    int plainReference() {
        return plainReference;
    }

    /** Points are counted by lines from 1, not by elements of an array from 0. */
    void countLines() {
        place = "line";
    }

    /** Takes the draft as an element of the array that this pointer names. */
    void submitElement(String array, long index) {
        if (!take(index)) {
            errors.addPoint("index", index, array + "/" + index + draft.problemPointer, draft.problem());
        }
    }

    /** Takes the draft as a line of the body. */
    void submitLine(long line) {
        if (!take(line)) {
            errors.addPoint("line", line, draft.problemPointer, draft.problem());
        }
    }

    private boolean take(long number) {
        plainReference = PlainSeries.UNKNOWN;
        if (draft.isGood()) {
            check();
        }
        if (!draft.isGood()) {
            return false;
        }
        accepted++;
        if (partial || errors.isEmpty()) {
            store(number);
        }
        return true;
    }

    /** Takes back the points of a series that cannot be made. */
    void refuse(SeriesDictionary.Entry entry, String detail) {
        entry.refused = true;
        if (entry.points > 0) {
            accepted -= entry.points;
            errors.addSeries(place, entry.firstPoint, entry.points, detail);
        }
    }

    boolean mustBeRefused() {
        return errors.isEnvelopeBad() || !(partial && !provisional) && !errors.isEmpty();
    }

    /** So many points below raw's floor were new. */
    void merged(long points) {
        mergedBelowFloor += points;
    }

    /** How many points were merged into aggregates only; null for none. */
    @Nullable
    Long mergedIfAny() {
        return mergedBelowFloor == 0 ? null : mergedBelowFloor;
    }

    long accepted() {
        return accepted;
    }

    /** Whether these are few points of one session, without metadata: they are written in one statement. */
    boolean isSmallSession() {
        return envelope == 0
                && sessions.size() == 1
                && !hasMetadata
                && accepted <= SmallSession.MAX_POINTS
                && spool.isOneBlock();
    }

    /** The start of every day that has points, in microseconds. */
    long[] days() {
        return days.stream()
                .mapToLong(day -> (day + TimeParser.MIN / MICROS_PER_DAY) * MICROS_PER_DAY)
                .toArray();
    }

    @Override
    public void close() {
        spool.close();
        metadata.close();
    }

    private void check() {
        String metric = Objects.requireNonNull(draft.metric);
        UUID session = draft.sessionId;
        draft.refuseIf("/user_id", session == null ? null : sessions.conflict(session, draft.userId));
        draft.refuseIf("/value", metricTypes.problem(metric, draft.leaves));
        draft.refuseIf("", nameProblem(metric));
    }

    /** Names are checked once per series of the request. */
    private @Nullable String nameProblem(String metric) {
        Map<String, Integer> fields = series.fields(group(metric));
        try {
            for (int i = 0; i < draft.leaves.size(); i++) {
                if (fields == null || !fields.containsKey(draft.leaves.path(i))) {
                    new SeriesKey(metric, draft.tags, null, draft.leaves.path(i));
                }
            }
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private void store(long number) {
        String metric = Objects.requireNonNull(draft.metric);
        SeriesDictionary.Group group = group(metric);
        long source = source();
        hasMetadata |= draft.metadata != null;
        long address = draft.metadata == null ? PointBlock.NO_METADATA : metadata.add(draft.metadata);
        addDay(draft.time);
        Leaves leaves = draft.leaves;
        for (int i = 0; i < leaves.size(); i++) {
            int reference = series.reference(group, leaves.path(i), leaves.kind(i), i == 0, number);
            metricTypes.add(metric, leaves.path(i), leaves.kind(i));
            if (leaves.kind(i) == ValueKind.TEXT) {
                spool.addText(reference, draft.time, source, leaves.text(i), address);
            } else {
                spool.add(reference, draft.time, source, leaves.number(i), address);
            }
            if (source == 0 && !metricTypes.hasSchema(metric)) {
                plainReference = reference;
            }
        }
    }

    private void addDay(long time) {
        int day = (int) ((time - TimeParser.MIN) / MICROS_PER_DAY);
        if (day != lastDay) {
            days.set(day);
            lastDay = day;
        }
    }

    private SeriesDictionary.Group group(String metric) {
        UUID user = draft.userId == null ? envelopeUser : draft.userId;
        return new SeriesDictionary.Group(
                metric, draft.tags, user, user == null ? session() : SeriesDictionary.NO_SESSION);
    }

    /** The session whose user is the point's; none if the point belongs to none. */
    private int session() {
        return draft.sessionId == null ? envelope : sessions.next(draft.sessionId);
    }

    private long source() {
        if (envelope != SeriesDictionary.NO_SESSION) {
            return envelope + 1;
        }
        if (draft.sessionId != null) {
            return sessions.reference(draft.sessionId, draft.userId) + 1;
        }
        return draft.key == null ? 0 : keySource.of(draft.key);
    }
}
