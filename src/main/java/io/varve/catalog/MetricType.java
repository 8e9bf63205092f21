package io.varve.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/** A named kind of measurement. {@code schema} and {@code fields} are JSON texts; fields is an array, maybe empty. */
@Table(schema = "catalog", name = "metric_type")
record MetricType(
        @Id @Column("metric_type_id") int id,
        String name,
        @Nullable String schema,
        @Nullable String description,
        @Nullable String unit,
        @Nullable String fill,
        String fields,
        Instant createdAt,
        Instant updatedAt) {}
