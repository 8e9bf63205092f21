package io.varve.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of metric types in order of name; {@code next} and {@code previous} are URLs, null at the ends. */
record MetricTypeList(
        long count, @Nullable String next, @Nullable String previous, List<MetricTypeView> results) {

    static MetricTypeList of(long count, int limit, int offset, List<MetricTypeView> results) {
        return new MetricTypeList(count, Paging.next(limit, offset, count), Paging.previous(limit, offset), results);
    }
}
