package io.varve.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.varve.query.Line;
import io.varve.query.Question;
import io.varve.query.Recurrence;
import io.varve.query.Strand;
import io.varve.query.Tables;
import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.Micros;
import io.varve.web.ProblemException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of an answer about peaks: by series, the first rank first. */
record PeaksAnswer(Metadata metadata, List<Map<String, @Nullable Object>> results) {

    /** About the results. */
    record Metadata(
            int count,
            String by,
            String aggFunc,
            int top,
            Instant startTime,
            Instant endTime,
            String tz,
            boolean exact,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

    static PeaksAnswer of(Question question, PeaksAsked asked, Tables tables) {
        AggregateFunction function = question.functions().get(0);
        List<Map<String, @Nullable Object>> rows = asked.recurrence() == null
                ? rows(tables.read(question), asked, function, tables, PeaksAnswer::bucket)
                : recurring(question, asked, asked.recurrence(), function, tables);
        return new PeaksAnswer(
                new Metadata(
                        rows.size(),
                        asked.by(),
                        function.canonicalName(),
                        asked.top(),
                        Micros.toInstant(question.range().from()),
                        Micros.toInstant(question.range().to()),
                        question.zone().getId(),
                        tables.isExact(),
                        tables.warnings()),
                rows);
    }

    private static List<Map<String, @Nullable Object>> recurring(
            Question question, PeaksAsked asked, Recurrence recurrence, AggregateFunction function, Tables tables) {
        Buckets buckets = question.buckets();
        if (buckets.count(question.range()) > Buckets.MOST) {
            throw ProblemException.badParameter(
                    "start_time",
                    "the range has more than %d buckets of an %s; accepted is a shorter range"
                            .formatted(Buckets.MOST, recurrence.interval()));
        }
        Map<Integer, Integer> occurrences = new HashMap<>();
        for (long start : buckets.starts(question.range())) {
            occurrences.merge(recurrence.number(start, question.zone()), 1, Integer::sum);
        }
        return rows(tables.read(question.recurring(recurrence)), asked, function, tables, line -> {
            int number = recurrence.number(line.time(), question.zone());
            Map<String, @Nullable Object> members = named(recurrence, number);
            members.put("occurrences", occurrences.getOrDefault(number, 0));
            return members;
        });
    }

    private static List<Map<String, @Nullable Object>> rows(
            List<Line> lines, PeaksAsked asked, AggregateFunction function, Tables tables, Naming naming) {
        Comparator<Line> byValue = Comparator.comparingDouble(line -> valueOf(line, function));
        Comparator<Line> order = (asked.lowest() ? byValue : byValue.reversed()).thenComparingLong(Line::time);
        SortedMap<Strand, List<Line>> byStrand = new TreeMap<>();
        lines.stream()
                .filter(line -> line.value(function) != null)
                .forEach(line -> byStrand.computeIfAbsent(line.strand(), strand -> new ArrayList<>())
                        .add(line));
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        byStrand.forEach((strand, all) -> {
            List<Line> first = all.stream().sorted(order).limit(asked.top()).toList();
            for (int i = 0; i < first.size(); i++) {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                members.put("rank", i + 1);
                members.putAll(naming.of(first.get(i)));
                members.putAll(tables.identity(strand));
                String field = tables.field(strand);
                if (field != null) {
                    members.put("field", field);
                }
                members.put("value", first.get(i).value(function));
                rows.add(members);
            }
        });
        return rows;
    }

    /** What a row says of when it is. */
    private interface Naming {
        Map<String, @Nullable Object> of(Line line);
    }

    private static double valueOf(Line line, AggregateFunction function) {
        Number value = line.value(function);
        return value == null ? 0 : value.doubleValue();
    }

    private static Map<String, @Nullable Object> bucket(Line line) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("bucket", Micros.toInstant(line.time()));
        return members;
    }

    private static Map<String, @Nullable Object> named(Recurrence recurrence, int number) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        switch (recurrence) {
            case HOUR_OF_DAY -> members.put("hour", number);
            case HOUR_OF_WEEK -> {
                members.put("day_of_week", day(number / 24 + 1));
                members.put("hour", number % 24);
            }
            case DAY_OF_WEEK -> members.put("day_of_week", day(number));
            case MONTH_OF_YEAR -> members.put("month", number);
        }
        return members;
    }

    private static String day(int number) {
        return DayOfWeek.of(number).name().toLowerCase(Locale.ROOT);
    }
}
