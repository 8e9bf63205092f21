/**
 * What is measured: metric types with their schemas, their fields, the physical series, and the dictionary of text
 * values. Everything cached here carries the catalogue epoch it belongs to, so that a write with outdated ids is refused
 * by the database instead of landing in a deleted series. Public: {@link io.varve.catalog.SeriesCatalog}, {@link
 * io.varve.catalog.ValueSchemas}, {@link io.varve.catalog.TextValues}, {@link io.varve.catalog.SeriesSelector} and the
 * records they speak in. May use timeseries and web.
 */
@NullMarked
package io.varve.catalog;

import org.jspecify.annotations.NullMarked;
