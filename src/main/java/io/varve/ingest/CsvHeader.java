package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.web.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the columns of a CSV body are: members of a point, or tags. */
record CsvHeader(List<String> names, List<Role> roles) {

    /** What a column is to {@link PlainPoints}. */
    enum Role {
        /** A part of what names the series. */
        NAME,
        TIME,
        VALUE,
        /** A plain point has nothing here. */
        OTHER
    }

    private static final Set<String> MEMBERS =
            Set.of("series", "time", "value", "user_id", "session_id", "key", "metadata");

    /** @param series what the request names as the series of all lines */
    static CsvHeader of(List<String> cells, @Nullable String series) {
        List<String> names = new ArrayList<>();
        for (String cell : cells) {
            String name = cell.strip();
            names.add(name.equals("timestamp") ? "time" : name);
        }
        check(names, series);
        return new CsvHeader(names, names.stream().map(CsvHeader::role).toList());
    }

    int columns() {
        return names.size();
    }

    Role role(int column) {
        return roles.get(column);
    }

    /** Bytes that no other header and series have. */
    byte[] form(@Nullable String series) {
        StringBuilder form = new StringBuilder(series == null ? "c" : "s" + series.length() + ' ' + series);
        names.forEach(name -> form.append(name.length()).append(' ').append(name));
        return form.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Role role(String name) {
        return switch (name) {
            case "time" -> Role.TIME;
            case "value" -> Role.VALUE;
            case "session_id", "key", "metadata" -> Role.OTHER;
            default -> Role.NAME;
        };
    }

    boolean isTag(int column) {
        return !MEMBERS.contains(names.get(column));
    }

    private static void check(List<String> names, @Nullable String series) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw bad("the header names the column '" + Texts.shown(name)
                        + "' twice (timestamp is another word for time)");
            }
        }
        if (seen.contains("")) {
            throw bad("the header has a column without a name");
        }
        if (series != null && seen.contains("series")) {
            throw bad("the series is named twice: by the parameter and by a column");
        }
        require(seen, "time", "the header has no column 'time'");
        require(seen, "value", "the header has no column 'value'");
        if (series == null) {
            require(seen, "series", "the header has no column 'series', and there is no parameter 'series'");
        }
        if (seen.stream().filter(name -> !MEMBERS.contains(name)).count() > SeriesKey.MAX_TAGS) {
            throw bad("a series has at most " + SeriesKey.MAX_TAGS + " tags");
        }
    }

    private static void require(Set<String> seen, String name, String detail) {
        if (!seen.contains(name)) {
            throw bad(detail);
        }
    }

    private static ProblemException bad(String detail) {
        return ProblemException.badRequest("bad-csv-header", detail).with("line", 1);
    }
}
