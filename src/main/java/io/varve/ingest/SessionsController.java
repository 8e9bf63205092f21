package io.varve.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesSelector;
import io.varve.web.Paging;
import io.varve.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
class SessionsController {

    private static final Logger LOG = LoggerFactory.getLogger(SessionsController.class);
    private static final int SHORT_BODY = 1 << 16;

    private final Ingestor ingestor;
    private final PointDeletion deletion;
    private final SessionReader reader;
    private final IngestMeters meters;

    SessionsController(Ingestor ingestor, PointDeletion deletion, SessionReader reader, IngestMeters meters) {
        this.ingestor = ingestor;
        this.deletion = deletion;
        this.reader = reader;
        this.meters = meters;
    }

    /** What was stored; what was not, and why, is only there if the request is partial. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stored(
            String message,
            @JsonProperty("session_id") UUID sessionId,
            long points,
            @JsonProperty("merged_below_floor") @Nullable Long mergedBelowFloor,
            @Nullable Long rejected,
            @Nullable List<Map<String, Object>> errors) {}

    record StoredSession(@JsonProperty("session_id") UUID sessionId, long points) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StoredBatch(
            List<StoredSession> sessions,
            @JsonProperty("merged_below_floor") @Nullable Long mergedBelowFloor) {}

    record Page(long count, @Nullable String next, List<SessionReader.Session> results) {}

    @PostMapping(
            path = {"/api/sessions", "/api/session"},
            consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Stored> store(
            InputStream body,
            @RequestParam(required = false) @Nullable String tz,
            @RequestParam(required = false) @Nullable String partial)
            throws IOException {
        IngestOptions options = IngestOptions.parse(tz, partial);
        return answer(store(body, options));
    }

    private static ResponseEntity<Stored> answer(Stored stored) {
        return ResponseEntity.created(URI.create("/api/sessions/" + stored.sessionId))
                .body(stored);
    }

    /** A short body is kept, so that it can be read again should the catalogue have moved since it was last seen. */
    private Stored store(InputStream body, IngestOptions options) throws IOException {
        byte[] start = body.readNBytes(SHORT_BODY);
        if (start.length < SHORT_BODY) {
            try (Intake intake = ingestor.beginProvisionally(options)) {
                return store(new ByteArrayInputStream(start), intake, options);
            } catch (Ingestor.OutOfDate e) {
                LOG.debug("a session is read again: the catalogue may have moved");
            }
        }
        try (Intake intake = ingestor.begin(options)) {
            return store(new SequenceInputStream(new ByteArrayInputStream(start), body), intake, options);
        }
    }

    private Stored store(InputStream body, Intake intake, IngestOptions options) {
        return meters.timed("session", intake, () -> {
            try {
                UUID id = SessionDocument.read(body, intake, options.zone());
                ingestor.store(intake, () -> answer(stored(id, intake)));
                return stored(id, intake);
            } catch (ProblemException e) {
                throw intake.provisional ? new Ingestor.OutOfDate() : e;
            }
        });
    }

    private static Stored stored(UUID id, Intake intake) {
        return new Stored(
                "Data ingested successfully",
                id,
                intake.accepted(),
                intake.mergedIfAny(),
                intake.partial ? intake.errors.badPoints() : null,
                intake.partial ? intake.errors.named() : null);
    }

    /** Many sessions, all of them or none. */
    @PostMapping(path = "/api/sessions/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    StoredBatch storeBatch(InputStream body, @RequestParam(required = false) @Nullable String tz) {
        IngestOptions options = IngestOptions.parse(tz, null);
        try (Intake intake = ingestor.begin(options)) {
            return meters.timed("session", intake, () -> storeBatch(body, intake, options));
        }
    }

    private StoredBatch storeBatch(InputStream body, Intake intake, IngestOptions options) {
        List<SessionDocument.Read> read = SessionDocument.readBatch(body, intake, options.zone());
        ingestor.store(intake, () -> ResponseEntity.status(HttpStatus.CREATED).body(storedBatch(read, intake)));
        return storedBatch(read, intake);
    }

    private static StoredBatch storedBatch(List<SessionDocument.Read> read, Intake intake) {
        return new StoredBatch(
                read.stream()
                        .map(session -> new StoredSession(session.id(), session.points()))
                        .toList(),
                intake.mergedIfAny());
    }

    @GetMapping("/api/sessions")
    Page list(
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        UUID user = userId == null ? null : SeriesSelector.uuid("user_id", userId);
        UUID after = cursor == null ? null : SeriesSelector.uuid("cursor", cursor);
        int size = Paging.limit(limit);
        List<SessionReader.Session> found = reader.list(user, after, size + 1);
        boolean more = found.size() > size;
        List<SessionReader.Session> results = more ? found.subList(0, size) : found;
        return new Page(reader.count(user), more ? next(results.get(size - 1).sessionId()) : null, results);
    }

    @GetMapping("/api/sessions/{session_id}")
    SessionReader.Content read(@PathVariable("session_id") String sessionId) {
        SessionReader.Content content = reader.read(id(sessionId));
        if (content == null) {
            throw notFound(sessionId);
        }
        return content;
    }

    @DeleteMapping("/api/sessions/{session_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable("session_id") String sessionId) {
        if (!deletion.deleteSession(id(sessionId))) {
            throw notFound(sessionId);
        }
    }

    private static UUID id(String text) {
        return SeriesSelector.uuid("session_id", text);
    }

    private static ProblemException notFound(String sessionId) {
        return ProblemException.notFound("there is no session " + sessionId);
    }

    private static String next(UUID last) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("cursor", last)
                .build()
                .toUriString();
    }
}
