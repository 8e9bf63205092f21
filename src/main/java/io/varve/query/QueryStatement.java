package io.varve.query;

import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * One SQL statement and the series it is about.
 *
 * @param sql complete, times written out, but for the place holders of {@link Wanted}
 * @param mostRows it answers no more than this
 */
record QueryStatement(String sql, Wanted wanted, int mostRows) {

    private static final Pattern ARRAY = Pattern.compile("\\{(?:series|groups|fields)}");
    private static final Pattern PARAMETER =
            Pattern.compile("'([^']*)'(?=::(?:timestamptz|tstzmultirange|uuid)\\b)|" + ARRAY.pattern());

    /**
     * The statement with arrays and times as parameters, so that its text is the same from query to query and the server
     * parses it once. It is planned anew each time, with the values, and so leaves out partitions like literals do.
     */
    String prepared() {
        return PARAMETER.matcher(sql).replaceAll("?");
    }

    /** The parameters of {@link #prepared}. */
    Object[] parameters() {
        List<Object> parameters = new ArrayList<>();
        for (Matcher found = PARAMETER.matcher(sql); found.find(); ) {
            parameters.add(
                    found.group(1) == null
                            ? wanted.array(found.group())
                            : new SqlParameterValue(Types.OTHER, found.group(1)));
        }
        return parameters.toArray();
    }

    /** The statement with its parameters written out, for people to paste. */
    String readable() {
        return ARRAY.matcher(sql).replaceAll(found -> wanted.literal(found.group()));
    }
}
