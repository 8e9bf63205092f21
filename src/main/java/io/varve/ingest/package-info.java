/**
 * Points and sessions come in here: bodies are parsed and checked as they stream in, spooled, sorted and only then
 * written in one transaction; deletions too. Depends on timeseries, catalog, partition and web.
 */
@NullMarked
package io.varve.ingest;

import org.jspecify.annotations.NullMarked;
