package io.varve.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.varve.query.Line;
import io.varve.query.Question;
import io.varve.query.Strand;
import io.varve.query.Tables;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The body of an answer about how values are distributed: a row for every series and field. */
record HistogramAnswer(Metadata metadata, List<Map<String, @Nullable Object>> results) {

    /** About the results. */
    record Metadata(
            int count,
            Instant startTime,
            Instant endTime,
            String tz,
            boolean exact,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

    /** A bin holds what is from its start on and below its end; the last one what is at its end, too. */
    record Bin(double from, double to, long count) {}

    /** Those of one name and field have the same bins, whatever their groups, so that they can be compared. */
    private record Kind(String series, int field) {}

    private static final int MOST_KINDS = 100;
    private static final Set<AggregateFunction> EXTREMES =
            Set.of(AggregateFunction.COUNT, AggregateFunction.MIN, AggregateFunction.MAX);

    static HistogramAnswer of(Question question, BinRule rule, Tables tables) {
        SortedMap<Strand, Line> wholes = new TreeMap<>();
        Map<Kind, List<Line>> kinds = new LinkedHashMap<>();
        for (Line line : tables.read(question.ofAll(EXTREMES))) {
            wholes.put(line.strand(), line);
            kinds.computeIfAbsent(
                            new Kind(tables.series(line.strand()), line.strand().field()), kind -> new ArrayList<>())
                    .add(line);
        }
        check(question, wholes, kinds);
        SortedMap<Strand, Map<String, @Nullable Object>> rows = new TreeMap<>();
        kinds.forEach((kind, lines) -> add(rows, question, rule, kind, lines, tables));
        return new HistogramAnswer(
                new Metadata(
                        rows.size(),
                        Micros.toInstant(question.range().from()),
                        Micros.toInstant(question.range().to()),
                        question.zone().getId(),
                        tables.isExact(),
                        tables.warnings()),
                List.copyOf(rows.values()));
    }

    private static void check(Question question, SortedMap<Strand, Line> wholes, Map<Kind, List<Line>> kinds) {
        long points = wholes.values().stream()
                .mapToLong(line -> (long) of(line, AggregateFunction.COUNT))
                .sum();
        if (points > question.mostPoints()) {
            throw new ProblemException(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "too-many-points",
                            "A histogram is made of all points of a range, and these are %d, more than %d. Ask for a shorter range or fewer series, or raise varve.query.exact-points."
                                    .formatted(points, question.mostPoints()))
                    .with("limit", question.mostPoints());
        }
        if (kinds.size() > MOST_KINDS) {
            throw ProblemException.badParameter(
                    "series",
                    "these are %d series and fields with bins of their own; accepted are up to %d"
                            .formatted(kinds.size(), MOST_KINDS));
        }
    }

    private static void add(
            SortedMap<Strand, Map<String, @Nullable Object>> rows,
            Question question,
            BinRule rule,
            Kind kind,
            List<Line> lines,
            Tables tables) {
        List<Double> bounds = rule.bounds(
                lines.stream()
                        .mapToDouble(line -> of(line, AggregateFunction.MIN))
                        .min()
                        .orElseThrow(),
                lines.stream()
                        .mapToDouble(line -> of(line, AggregateFunction.MAX))
                        .max()
                        .orElseThrow());
        Map<Strand, long[]> counts = new TreeMap<>();
        lines.forEach(line -> counts.put(line.strand(), new long[bounds.size() - 1]));
        for (Line line : tables.read(
                question.bins(bounds),
                strand ->
                        strand.field() == kind.field() && tables.series(strand).equals(kind.series()))) {
            Objects.requireNonNull(counts.get(line.strand()), "counted before")[
                            (int) (line.time() / Micros.SECOND) - 1] +=
                    (long) of(line, AggregateFunction.COUNT);
        }
        lines.forEach(line ->
                rows.put(line.strand(), row(line, bounds, Objects.requireNonNull(counts.get(line.strand())), tables)));
    }

    private static Map<String, @Nullable Object> row(Line line, List<Double> bounds, long[] counts, Tables tables) {
        Map<String, @Nullable Object> members = tables.identity(line.strand());
        String field = tables.field(line.strand());
        if (field != null) {
            members.put("field", field);
        }
        members.put("count", line.value(AggregateFunction.COUNT));
        members.put("min", line.value(AggregateFunction.MIN));
        members.put("max", line.value(AggregateFunction.MAX));
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            bins.add(new Bin(bounds.get(i), bounds.get(i + 1), counts[i]));
        }
        members.put("bins", bins);
        return members;
    }

    private static double of(Line line, AggregateFunction function) {
        return Objects.requireNonNull(line.value(function)).doubleValue();
    }
}
