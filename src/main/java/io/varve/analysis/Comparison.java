package io.varve.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.varve.query.Line;
import io.varve.query.Question;
import io.varve.query.Strand;
import io.varve.query.Tables;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The body of an answer about two periods. */
record Comparison(Metadata metadata, List<Map<String, @Nullable Object>> results) {

    private static final int MOST_UNMATCHED = 100;

    /**
     * About the results.
     *
     * @param unmatched buckets of the earlier period that none is compared with, the first hundred
     */
    record Metadata(
            int count,
            String interval,
            String aggFunc,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String fill,

            String offset,
            Instant startTime,
            Instant endTime,
            Instant previousStartTime,
            Instant previousEndTime,
            String tz,
            boolean exact,
            List<Instant> unmatched,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

    static Comparison of(Question question, Offset offset, Tables tables) {
        Periods periods = Periods.of(question, offset);
        Question before = question.over(periods.previous());
        List<Line> now = tables.read(question);
        List<Line> then = tables.read(before);
        List<Map<String, @Nullable Object>> rows = new Rows(question, periods, tables).of(now, then);
        return new Comparison(
                new Metadata(
                        rows.size(),
                        question.interval(),
                        AggregateFunction.names(question.functions()),
                        question.fill().equals("none") ? null : question.fill(),
                        offset.width().toString(),
                        Micros.toInstant(question.range().from()),
                        Micros.toInstant(question.range().to()),
                        Micros.toInstant(periods.previous().from()),
                        Micros.toInstant(periods.previous().to()),
                        question.zone().getId(),
                        tables.isExact(),
                        periods.unmatched(before.buckets()).stream()
                                .limit(MOST_UNMATCHED)
                                .map(Micros::toInstant)
                                .toList(),
                        tables.warnings()),
                rows);
    }

    /** Puts lines of both periods side by side. */
    private record Rows(Question question, Periods periods, Tables tables) {

        List<Map<String, @Nullable Object>> of(List<Line> now, List<Line> then) {
            Map<Long, SortedMap<Strand, Line>> current = byTime(now);
            Map<Long, SortedMap<Strand, Line>> earlier = byTime(then);
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (Map.Entry<Long, @Nullable Long> pair : periods.counterparts().entrySet()) {
                Long counterpart = pair.getValue();
                add(
                        rows,
                        pair.getKey(),
                        counterpart,
                        current.getOrDefault(pair.getKey(), Collections.emptySortedMap()),
                        counterpart == null
                                ? Collections.emptySortedMap()
                                : earlier.getOrDefault(counterpart, Collections.emptySortedMap()));
            }
            if (question.descending()) {
                Collections.reverse(rows);
            }
            return rows;
        }

        private static Map<Long, SortedMap<Strand, Line>> byTime(List<Line> lines) {
            Map<Long, SortedMap<Strand, Line>> byTime = new HashMap<>();
            lines.forEach(line ->
                    byTime.computeIfAbsent(line.time(), time -> new TreeMap<>()).put(line.strand(), line));
            return byTime;
        }

        private void add(
                List<Map<String, @Nullable Object>> rows,
                long bucket,
                @Nullable Long counterpart,
                SortedMap<Strand, Line> now,
                SortedMap<Strand, Line> then) {
            SortedMap<Strand, SortedSet<Strand>> shown = new TreeMap<>();
            List.of(now, then)
                    .forEach(lines -> lines.keySet()
                            .forEach(strand -> shown.computeIfAbsent(strand.row(), row -> new TreeSet<>())
                                    .add(strand)));
            shown.forEach((row, strands) -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                members.put("bucket", Micros.toInstant(bucket));
                members.put("previous_bucket", counterpart == null ? null : Micros.toInstant(counterpart));
                members.putAll(tables.identity(row));
                boolean several = question.functions().size() > 1;
                members.put(
                        several ? "values" : "value",
                        values(strands, function -> strand -> value(now, strand, function)));
                members.put("previous", values(strands, function -> strand -> value(then, strand, function)));
                members.put("delta", values(strands, function -> strand -> delta(now, then, strand, function)));
                members.put("ratio", values(strands, function -> strand -> ratio(now, then, strand, function)));
                mark(members, "filled", strands, now);
                mark(members, "previous_filled", strands, then);
                rows.add(members);
            });
        }

        private interface OfStrand {
            @Nullable
            Object of(Strand strand);
        }

        private interface OfFunction {
            OfStrand of(AggregateFunction function);
        }

        private @Nullable Object values(SortedSet<Strand> strands, OfFunction reckoned) {
            Map<String, @Nullable Object> byFunction = new LinkedHashMap<>();
            for (AggregateFunction function : question.functions()) {
                Map<Strand, @Nullable Object> byField = new LinkedHashMap<>();
                strands.forEach(
                        strand -> byField.put(strand, reckoned.of(function).of(strand)));
                byFunction.put(function.canonicalName(), tables.shaped(byField));
            }
            return byFunction.size() > 1
                    ? byFunction
                    : byFunction.values().iterator().next();
        }

        private static void mark(
                Map<String, @Nullable Object> members,
                String name,
                SortedSet<Strand> strands,
                SortedMap<Strand, Line> lines) {
            if (strands.stream().anyMatch(strand -> {
                Line line = lines.get(strand);
                return line != null && line.filled();
            })) {
                members.put(name, true);
            }
        }

        private static @Nullable Number value(
                SortedMap<Strand, Line> lines, Strand strand, AggregateFunction function) {
            Line line = lines.get(strand);
            return line == null ? null : line.value(function);
        }

        private static @Nullable Number delta(
                SortedMap<Strand, Line> now, SortedMap<Strand, Line> then, Strand strand, AggregateFunction function) {
            Number a = value(now, strand, function);
            Number b = value(then, strand, function);
            if (a == null || b == null) {
                return null;
            }
            return a instanceof Long && b instanceof Long
                    ? (Number) (a.longValue() - b.longValue())
                    : (Number) (a.doubleValue() - b.doubleValue());
        }

        /** Null also where there is nothing to be a multiple of. */
        private static @Nullable Double ratio(
                SortedMap<Strand, Line> now, SortedMap<Strand, Line> then, Strand strand, AggregateFunction function) {
            Number a = value(now, strand, function);
            Number b = value(then, strand, function);
            if (a == null || b == null || b.doubleValue() == 0) {
                return null;
            }
            double ratio = a.doubleValue() / b.doubleValue();
            return Double.isFinite(ratio) ? Double.valueOf(ratio) : null;
        }
    }
}
