package io.varve.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are read as points.
 *
 * @param table with its schema, quoted where it has to be
 * @param valueColumns none where each row counts as 1
 * @param keyColumns what tells rows apart
 * @param series the metric type; of several value columns one each, with a dot and the column's name after it
 * @param lookBack how far before what has been read each round reads again
 * @param importedUntil rows of all times before have been read at least once; null before the first round
 */
record ImportedTable(
        String name,
        String table,
        String timeColumn,
        List<String> valueColumns,
        List<String> dimensionColumns,
        List<String> keyColumns,
        String series,
        Duration lookBack,
        boolean active,
        @Nullable Instant importedUntil) {}
