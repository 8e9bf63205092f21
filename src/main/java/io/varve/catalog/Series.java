package io.varve.catalog;

/** A physical series: one stream of numbers. {@code id} is {@code catalog.series.series_id}, never reused. */
public record Series(int id, SeriesKey key, ValueKind kind) {}
