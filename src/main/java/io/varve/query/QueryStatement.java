package io.varve.query;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * One SQL statement with the arrays its three parameters take.
 *
 * @param sql complete but for the arrays, times written out
 * @param mostRows it answers no more than this
 */
record QueryStatement(String sql, Wanted wanted, int mostRows) {

    private static final Pattern TIME = Pattern.compile("'([^']*)'(?=::(timestamptz|tstzmultirange|uuid)\\b)");

    /**
     * The statement with times as parameters too, so that its text is the same from query to query and the server parses
     * it once. It is planned anew each time, with the values, and so leaves out partitions like the literals do.
     */
    String prepared() {
        return TIME.matcher(sql).replaceAll("?");
    }

    /** The parameters of {@link #prepared}. */
    Object[] parameters() {
        List<Object> parameters = new ArrayList<>(List.of(wanted.series(), wanted.groups(), wanted.fields()));
        for (Matcher time = TIME.matcher(sql); time.find(); ) {
            parameters.add(new SqlParameterValue(Types.OTHER, time.group(1)));
        }
        return parameters.toArray();
    }

    /** The statement with its parameters written out, for people to paste. */
    String readable() {
        String text = sql;
        for (int[] array : new int[][] {wanted.series(), wanted.groups(), wanted.fields()}) {
            String literal =
                    Arrays.stream(array).mapToObj(Integer::toString).collect(Collectors.joining(",", "'{", "}'"));
            text = text.replaceFirst("\\?", literal);
        }
        return text;
    }
}
