package io.varve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement with its times and series as parameters, as the service sends its own. */
record Prepared(String sql, List<String> parameters) {

    private static final Pattern PARAMETER =
            Pattern.compile("'([^']*)'::(timestamptz\\[]|timestamptz|tstzmultirange|integer\\[])");

    static Prepared of(String literal) {
        List<String> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(literal);
        String sql = matcher.replaceAll(found -> {
            parameters.add(found.group(1));
            return "?::" + found.group(2);
        });
        return new Prepared(sql, parameters);
    }

    /** PostgreSQL makes a plan for any times and series, and keeps it. */
    Prepared keepingPlan() {
        return new Prepared("SELECT set_config('plan_cache_mode', 'force_generic_plan', true);\n" + sql, parameters);
    }
}
