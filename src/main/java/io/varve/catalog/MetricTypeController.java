package io.varve.catalog;

import io.varve.catalog.MetricTypeRegistry.Put;
import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;

/** {@code /api/metrictypes}. */
@RestController
@RequestMapping("/api/metrictypes")
class MetricTypeController {

    private static final int MAX_BODY = 1 << 20;

    private final MetricTypes types;
    private final MetricTypeRegistry registry;

    MetricTypeController(MetricTypes types, MetricTypeRegistry registry) {
        this.types = types;
        this.registry = registry;
    }

    @GetMapping
    ListPage<MetricTypeView> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        return ListPage.of(
                limit,
                offset,
                types::count,
                (size, start) ->
                        types.page(size, start).stream().map(MetricTypeView::of).toList());
    }

    @GetMapping("/{series}")
    MetricTypeView get(@PathVariable String series) {
        return types.findByName(name(series)).map(MetricTypeView::of).orElseThrow(() -> unknown(series));
    }

    @PutMapping(path = "/{series}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<MetricTypeView> put(
            @PathVariable String series,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch,
            HttpServletRequest request)
            throws IOException {
        MetricTypeBody body = body(request);
        if (body.series() != null && !body.series().equals(series)) {
            throw ProblemException.badRequest(
                            "bad-member", "'series' must be the name in the path, '%s'".formatted(series))
                    .with("member", "series");
        }
        Put outcome = registry.put(name(series), body, onlyCreate(ifNoneMatch));
        if (outcome == Put.EXISTS) {
            throw new ProblemException(
                    HttpStatus.PRECONDITION_FAILED,
                    "precondition-failed",
                    "There is a metric type '" + series + "' already");
        }
        return outcome == Put.CREATED
                ? ResponseEntity.created(location(series)).body(get(series))
                : ResponseEntity.ok(get(series));
    }

    @DeleteMapping("/{series}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String series) {
        switch (registry.delete(name(series))) {
            case MISSING -> throw unknown(series);
            case HAS_POINTS ->
                throw ProblemException.conflict("The metric type '" + series + "' has points; delete them first");
            case DELETED -> {}
        }
    }

    private static URI location(String series) {
        return URI.create("/api/metrictypes/" + UriUtils.encode(series, StandardCharsets.UTF_8));
    }

    private static boolean onlyCreate(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        throw ProblemException.badRequest("bad-header", "If-None-Match can only be '*' here");
    }

    private static MetricTypeBody body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new ProblemException(
                    HttpStatus.CONTENT_TOO_LARGE, "content-too-large", "A metric type has at most 1 MiB of JSON");
        }
        try {
            MetricTypeBody parsed = MetricTypeBody.JSON.readValue(body, MetricTypeBody.class);
            if (parsed != null) {
                return parsed;
            }
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("not a metric type", e, new ServletServerHttpRequest(request));
        }
        throw ProblemException.badRequest("unreadable-body", "The body must be an object, not null");
    }

    private static String name(String series) {
        String problem = CatalogText.nameProblem(series);
        if (problem != null) {
            throw ProblemException.badParameter("series", problem);
        }
        return series;
    }

    private static ProblemException unknown(String series) {
        return ProblemException.notFound("There is no metric type '" + series + "'");
    }
}
