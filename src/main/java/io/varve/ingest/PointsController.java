package io.varve.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/points")
class PointsController {

    private final Ingestor ingestor;
    private final PointDeletion deletion;
    private final IngestMeters meters;

    PointsController(Ingestor ingestor, PointDeletion deletion, IngestMeters meters) {
        this.ingestor = ingestor;
        this.deletion = deletion;
        this.meters = meters;
    }

    /** What was stored; what was not, and why, is only there if the request is partial. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stored(
            long accepted,
            @JsonProperty("merged_below_floor") @Nullable Long mergedBelowFloor,
            @Nullable Long rejected,
            @Nullable List<Map<String, Object>> errors) {}

    record Deleted(long deleted) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Stored json(
            InputStream body,
            @RequestParam(required = false) @Nullable String tz,
            @RequestParam(required = false) @Nullable String partial) {
        return store("json", IngestOptions.parse(tz, partial), intake -> PointsBody.read(body, intake));
    }

    @PostMapping(consumes = MediaType.APPLICATION_NDJSON_VALUE)
    Stored ndjson(
            InputStream body,
            @RequestParam(required = false) @Nullable String tz,
            @RequestParam(required = false) @Nullable String partial) {
        return store("ndjson", IngestOptions.parse(tz, partial), intake -> NdjsonBody.read(body, intake));
    }

    @PostMapping(consumes = "text/csv")
    Stored csv(
            InputStream body,
            @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
            @RequestParam(required = false) @Nullable String series,
            @RequestParam(required = false) @Nullable String tz,
            @RequestParam(required = false) @Nullable String partial) {
        Charset charset = type.getCharset();
        return store("csv", IngestOptions.parse(tz, partial), intake -> CsvBody.read(body, charset, series, intake));
    }

    @DeleteMapping
    Deleted delete(
            @RequestParam(required = false) @Nullable String series,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(required = false) @Nullable String tags,
            @RequestParam(required = false) @Nullable String tz) {
        return new Deleted(deletion.delete(series, tags, userId, startTime, endTime, tz));
    }

    private Stored store(String format, IngestOptions options, Consumer<Intake> read) {
        try (Intake intake = ingestor.begin(options)) {
            return meters.timed(format, intake, () -> {
                read.accept(intake);
                ingestor.store(intake, () -> ResponseEntity.ok(stored(intake)));
                return stored(intake);
            });
        }
    }

    private static Stored stored(Intake intake) {
        return new Stored(
                intake.accepted(),
                intake.mergedIfAny(),
                intake.partial ? intake.errors.badPoints() : null,
                intake.partial ? intake.errors.named() : null);
    }
}
