package io.varve.query;

import io.varve.catalog.ValueKind;
import io.varve.timeseries.AggregateFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of an answer is not exactly told, because profiles told it.
 *
 * @param bounds of the relative error, by function; null where there is none
 * @param unknown whether some values are not known at all
 */
record Estimates(Map<String, @Nullable Double> bounds, boolean unknown) {

    private static final double OF_CELLS = 0.01;
    private static final double OF_SOURCES = 0.03;

    static Estimates of(PreparedQuery prepared, List<Row> rows) {
        Notes notes = new Notes(prepared);
        rows.forEach(notes::add);
        return notes.estimates();
    }

    /** Taken row by row. */
    static final class Notes {

        private final PreparedQuery prepared;
        private final boolean needed;
        private final Map<String, @Nullable Double> bounds = new LinkedHashMap<>();
        private boolean unknown;

        Notes(PreparedQuery prepared) {
            this.prepared = prepared;
            this.needed = prepared.query().needsAllPoints();
        }

        void add(Row row) {
            if (!needed) {
                return;
            }
            for (Row.Cell cell : row.cells()) {
                unknown |= partials(cell)
                        .anyMatch(partial ->
                                partial.between() != null && !partial.between().isKnown());
                note(prepared, row, cell, bounds);
            }
        }

        Estimates estimates() {
            return new Estimates(bounds, unknown);
        }
    }

    /** Whether the answer is exact as far as its plan tells: null where that depends on what is read. */
    static @Nullable Boolean beforehand(PreparedQuery prepared) {
        boolean quantiles = prepared.query().functions().stream()
                .anyMatch(function -> function.kind() == AggregateFunction.Kind.QUANTILE);
        boolean profiles = prepared.ways().ofProfiles() != null;
        if (!prepared.isExact() || profiles && quantiles) {
            return Boolean.FALSE;
        }
        return profiles ? null : Boolean.TRUE;
    }

    /** The bounds that hold whatever is read by this plan. Of texts that are missing nobody knows. */
    static Map<String, @Nullable Double> possible(PreparedQuery prepared) {
        Map<String, @Nullable Double> bounds = new LinkedHashMap<>();
        if (prepared.ways().ofProfiles() != null) {
            prepared.query().functions().stream()
                    .filter(AggregateFunction::needsDistribution)
                    .forEach(function -> bounds.put(
                            function.canonicalName(),
                            bound(function, prepared.groups().holdTexts() ? ValueKind.TEXT : ValueKind.NUMBER)));
        }
        return bounds;
    }

    boolean isEmpty() {
        return bounds.isEmpty() && !unknown;
    }

    /** With what the answer's reader has to know. */
    List<String> warnings(List<String> others) {
        if (!unknown) {
            return others;
        }
        List<String> warnings = new ArrayList<>(others);
        warnings.add(
                "some values are null because nobody knows them: a point came in between others that were gone already");
        return warnings;
    }

    private static void note(PreparedQuery prepared, Row row, Row.Cell cell, Map<String, @Nullable Double> bounds) {
        for (AggregateFunction function : prepared.query().functions()) {
            if (!bounds.containsKey(function.canonicalName())
                    && partials(cell)
                            .anyMatch(partial -> partial.distribution() != null
                                    && partial.distribution().estimated().contains(function.kind()))) {
                Groups groups = prepared.groups();
                ValueKind kind = groups.kind(groups.key(row.group()), groups.field(cell.field()));
                if (function.kind() != AggregateFunction.Kind.MODE || kind != ValueKind.BOOLEAN) {
                    bounds.put(function.canonicalName(), bound(function, kind));
                }
            }
        }
    }

    /** Of texts that are missing nobody knows how many there are. */
    private static @Nullable Double bound(AggregateFunction function, ValueKind kind) {
        if (function.kind() == AggregateFunction.Kind.MODE && kind == ValueKind.TEXT) {
            return null;
        }
        return function.kind() == AggregateFunction.Kind.DISTINCT ? OF_SOURCES : OF_CELLS;
    }

    /** What a cell's value may be made of. */
    private static Stream<Partial> partials(Row.Cell cell) {
        Filling filling = cell.filling();
        Stream<Partial> own = Stream.concat(
                Stream.of(cell.partial()),
                filling == null
                        ? Stream.empty()
                        : filling.between().stream().map(Between::here).flatMap(Stream::ofNullable));
        return filling == null || !filling.fills()
                ? own
                : Stream.concat(
                        own,
                        Stream.of(filling.before(), filling.after())
                                .flatMap(known -> known == null ? Stream.empty() : Stream.of(known.partial())));
    }
}
