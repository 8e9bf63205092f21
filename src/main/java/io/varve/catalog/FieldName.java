package io.varve.catalog;

/** A field of a metric type, both by name. */
record FieldName(String metric, String field) {}
