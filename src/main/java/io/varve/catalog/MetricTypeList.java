package io.varve.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** A page of metric types in order of name; {@code next} and {@code previous} are URLs, null at the ends. */
record MetricTypeList(
        long count, @Nullable String next, @Nullable String previous, List<MetricTypeView> results) {

    static MetricTypeList of(long count, int limit, int offset, List<MetricTypeView> results) {
        long following = (long) offset + limit;
        return new MetricTypeList(
                count,
                following < count ? page(limit, following) : null,
                offset > 0 ? page(limit, Math.max(0, offset - limit)) : null,
                results);
    }

    private static String page(int limit, long offset) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("limit", limit)
                .replaceQueryParam("offset", offset)
                .toUriString();
    }
}
