package io.varve.ingest;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.ValueKind;
import io.varve.catalog.ValueSchemas;
import io.varve.timeseries.Micros;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads bodies without a database and tells what they would store. */
final class Bodies {

    private final Map<String, ValueKind> kinds = new HashMap<>();
    private final SeriesMemory memory = new SeriesMemory();
    private @Nullable ZoneId zone;

    /** What came of a body: points in order of arrival, one line per field. */
    record Read(
            List<String> points,
            List<String> errors,
            long accepted,
            long bad,
            @Nullable UUID session) {}

    Bodies zone(String zone) {
        this.zone = ZoneId.of(zone);
        return this;
    }

    Bodies knows(String metricAndField, ValueKind kind) {
        kinds.put(metricAndField, kind);
        return this;
    }

    Read json(String body) {
        return read(intake -> PointsBody.read(bytes(body), intake));
    }

    Read ndjson(String body) {
        return read(intake -> NdjsonBody.read(bytes(body), intake));
    }

    Read csv(@Nullable String series, String body) {
        return read(intake -> CsvBody.read(bytes(body), null, series, intake));
    }

    /** The same as {@link #json}, without the short way for plain points. */
    Read jsonByLibrary(String body) {
        return read(intake -> PointsDocument.read(bytes(body), intake));
    }

    Read csvByLibrary(@Nullable String series, String body) {
        return read(intake -> {
            intake.countLines();
            CsvBody.read(bytes(body), StandardCharsets.UTF_8, series, null, intake);
        });
    }

    Read session(String body) {
        UUID[] session = new UUID[1];
        Read read = read(intake -> session[0] = SessionDocument.read(bytes(body), intake, zone));
        return new Read(read.points, read.errors, read.accepted, read.bad, session[0]);
    }

    /** The sessions' ids and numbers of points are the first error lines. */
    Read sessions(String body) {
        List<String> sessions = new ArrayList<>();
        Read read = read(intake -> SessionDocument.readBatch(bytes(body), intake, zone)
                .forEach(session -> sessions.add(session.id() + " has " + session.points())));
        sessions.addAll(read.errors);
        return new Read(read.points, sessions, read.accepted, read.bad, null);
    }

    private Read read(Consumer<Intake> body) {
        SeriesCatalog catalog = mock(SeriesCatalog.class);
        when(catalog.kindOf(any(), any()))
                .thenAnswer(call -> kinds.get(call.getArgument(0) + " " + call.getArgument(1)));
        List<String> texts = new ArrayList<>();
        PointSpool spool = new PointSpool(
                3,
                block -> block.stream()
                        .mapToInt(text -> {
                            texts.add(text);
                            return texts.size() - 1;
                        })
                        .toArray());
        MetricTypes types = new MetricTypes(catalog, mock(ValueSchemas.class));
        try (Intake intake = new Intake(0, new PointDraft(zone), spool, types, memory, true, false)) {
            body.accept(intake);
            spool.finish();
            return new Read(points(intake, texts), errors(intake), intake.accepted(), intake.errors.badPoints(), null);
        }
    }

    private static List<String> points(Intake intake, List<String> texts) {
        List<String> points = new ArrayList<>();
        intake.spool.forEachBlock(block -> {
            for (int i = 0; i < block.size; i++) {
                points.add(point(intake, block, i, texts));
            }
        });
        return points;
    }

    private static String point(Intake intake, PointBlock block, int i, List<String> texts) {
        SeriesDictionary.Entry entry = intake.series.entry(block.series[i]);
        String value = entry.kind == ValueKind.TEXT ? "'" + texts.get((int) block.value[i]) + "'" : "" + block.value[i];
        String text = entry.group.metric() + entry.group.tags() + " " + entry.field + " "
                + Micros.toInstant(block.time[i]) + " = " + value;
        UUID user = entry.group.userId();
        if (user != null) {
            text += " user " + user;
        }
        if (entry.group.userOfSession() != SeriesDictionary.NO_SESSION) {
            text += " user of session " + entry.group.userOfSession();
        }
        if (block.source[i] != 0) {
            text += block.source[i] > 0 ? " session " + (block.source[i] - 1) : " key " + block.source[i];
        }
        return block.metadata[i] == PointBlock.NO_METADATA ? text : text + " " + intake.metadata.get(block.metadata[i]);
    }

    private static List<String> errors(Intake intake) {
        return intake.errors.named().stream()
                .map(error -> place(error) + error.get("pointer") + ": " + error.get("detail"))
                .toList();
    }

    private static String place(Map<String, Object> error) {
        if (error.containsKey("index")) {
            return "index " + error.get("index") + " ";
        }
        return error.containsKey("line") ? "line " + error.get("line") + " " : "";
    }

    private static InputStream bytes(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
