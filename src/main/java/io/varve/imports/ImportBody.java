package io.varve.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesKey;
import io.varve.web.JsonBody;
import io.varve.web.ProblemException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** What a caller says about a table. */
record ImportBody(
        @Nullable String table,
        @JsonProperty("time_column") @Nullable String timeColumn,
        @JsonProperty("value_columns") @Nullable List<String> valueColumns,
        @JsonProperty("dimension_columns") @Nullable List<String> dimensionColumns,
        @JsonProperty("key_columns") @Nullable List<String> keyColumns,
        @Nullable String series,
        @JsonProperty("look_back") @Nullable String lookBack,
        @Nullable Boolean active) {

    private static final Duration DEFAULT_LOOK_BACK = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(3660);

    /** A 400 that names the member if something is wrong with it. Without key columns those of the primary key are taken. */
    ImportedTable named(String name, UnaryOperator<String> relation, PrimaryKey primaryKey) {
        String given = required("table", table);
        List<String> keys = columns("key_columns", keyColumns);
        return new ImportedTable(
                name,
                relation.apply(given),
                required("time_column", timeColumn),
                columns("value_columns", valueColumns),
                columns("dimension_columns", dimensionColumns),
                keys.isEmpty() ? primaryKey.of(given) : keys,
                series(series == null ? name : series),
                lookBack == null ? DEFAULT_LOOK_BACK : duration(lookBack),
                active == null || active,
                null);
    }

    /** Columns of a table's primary key; none if it has none. */
    interface PrimaryKey {
        List<String> of(String table);
    }

    private static String series(String series) {
        try {
            return new SeriesKey(series, Collections.emptySortedMap(), null, SeriesKey.SCALAR_FIELD).metric();
        } catch (IllegalArgumentException e) {
            throw JsonBody.bad("series", "series: " + e.getMessage());
        }
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text.strip());
            if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Refused below, like one that is too long.
        }
        throw JsonBody.bad(
                "look_back", "'look_back' is a duration from 0s to 3660d, such as 30m, 2h or PT2H, not '" + text + "'");
    }

    private static List<String> columns(String member, @Nullable List<String> names) {
        List<String> columns = names == null ? List.of() : names;
        if (columns.stream().anyMatch(Objects::isNull)) {
            throw JsonBody.bad(member, "'" + member + "' takes names of columns");
        }
        return columns;
    }

    private static String required(String member, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw missing(member);
        }
        return text;
    }

    private static ProblemException missing(String member) {
        return JsonBody.bad(member, "'" + member + "' is missing; a table needs table and time_column at least");
    }
}
