package io.varve.query;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * One SQL statement and the series it is about.
 *
 * @param sql complete, times written out, but for the place holders of {@link Wanted}
 * @param mostRows it answers no more than this
 * @param keepsPlan whether the same plan is right for all times and series: no partition is left out by them
 * @param mayBeGone whether it reads a table that may be dropped at any time
 */
record QueryStatement(String sql, Wanted wanted, int mostRows, boolean keepsPlan, boolean mayBeGone) {

    private static final Set<String> PARAMETER_TYPES = Set.of("timestamptz", "tstzmultirange", "uuid");

    QueryStatement(String sql, Wanted wanted, int mostRows, boolean keepsPlan) {
        this(sql, wanted, mostRows, keepsPlan, false);
    }

    /** A statement as it is sent. */
    record Prepared(String sql, List<Object> parameters) {}

    /**
     * The statement with arrays and times as parameters, so that its text is the same from query to query and the server
     * parses it once. Unless it keeps its plan, it is planned anew each time, with the values, and so leaves out
     * partitions like literals do.
     */
    Prepared prepared() {
        StringBuilder text = new StringBuilder(sql.length());
        List<Object> parameters = new ArrayList<>();
        int done = 0;
        for (int at = next(0); at < sql.length(); at = next(done)) {
            int end = sql.indexOf(sql.charAt(at) == '{' ? '}' : '\'', at + 1) + 1;
            text.append(sql, done, at);
            done = end;
            if (sql.charAt(at) == '{') {
                text.append('?');
                parameters.add(wanted.array(sql.substring(at, end)));
            } else if (PARAMETER_TYPES.contains(typeAt(end))) {
                text.append('?');
                parameters.add(new SqlParameterValue(Types.OTHER, sql.substring(at + 1, end - 1)));
            } else {
                text.append(sql, at, end);
            }
        }
        return new Prepared(text.append(sql, done, sql.length()).toString(), parameters);
    }

    /** The statement with its parameters written out, for people to paste. */
    String readable() {
        String text = sql;
        for (String placeHolder : List.of(Wanted.SERIES, Wanted.GROUPS, Wanted.FIELDS)) {
            text = text.replace(placeHolder, wanted.literal(placeHolder));
        }
        return text;
    }

    /** Where the next literal or place holder begins, or the statement ends. */
    private int next(int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\'' && sql.charAt(at) != '{') {
            at++;
        }
        return at;
    }

    /** The type a literal that ends here is cast to; empty for none. */
    private String typeAt(int at) {
        if (!sql.startsWith("::", at)) {
            return "";
        }
        int end = at + 2;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(at + 2, end);
    }
}
