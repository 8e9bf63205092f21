package io.varve.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesSpans.Span;
import io.varve.web.Paging;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/series}: the physical series. */
@RestController
class SeriesController {

    private final SeriesCatalog catalog;
    private final SeriesSpans spans;

    SeriesController(SeriesCatalog catalog, SeriesSpans spans) {
        this.catalog = catalog;
        this.spans = spans;
    }

    /** In ascending order of id. The cursor is the last id of the page before, so series made meanwhile shift nothing. */
    @GetMapping("/api/series")
    SeriesList list(
            @RequestParam(required = false) @Nullable String series,
            @RequestParam(required = false, name = "user_id") @Nullable String userId,
            @RequestParam(required = false) @Nullable String tags,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Paging.limit(limit);
        int after = Paging.position("cursor", cursor);
        SeriesSelector selector = SeriesSelector.parse(series, tags, userId);
        List<Series> rest = selector.select(catalog.current()).stream()
                .filter(found -> found.id() > after)
                .limit(size + 1L)
                .toList();
        List<Series> page = rest.subList(0, Math.min(size, rest.size()));
        Map<Integer, Span> found = spans.of(page.stream().map(Series::id).toList());
        return new SeriesList(
                page.stream()
                        .map(one -> SeriesView.of(one, found.getOrDefault(one.id(), Span.EMPTY)))
                        .toList(),
                rest.size() > size ? String.valueOf(page.get(size - 1).id()) : null);
    }

    record SeriesList(List<SeriesView> results, @Nullable String next) {}

    record SeriesView(
            String series,
            String field,
            String kind,
            Map<String, String> tags,
            @JsonProperty("user_id") @Nullable UUID userId,
            @JsonProperty("first_time") @Nullable Instant firstTime,
            @JsonProperty("last_time") @Nullable Instant lastTime) {

        static SeriesView of(Series series, Span span) {
            SeriesKey key = series.key();
            return new SeriesView(
                    key.metric(),
                    key.field(),
                    series.kind().code(),
                    key.tags(),
                    key.userId(),
                    span.first(),
                    span.last());
        }
    }
}
