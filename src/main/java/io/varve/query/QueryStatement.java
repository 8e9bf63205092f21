package io.varve.query;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One SQL statement with the arrays its three parameters take. */
record QueryStatement(String sql, Wanted wanted) {

    Object[] parameters() {
        return new Object[] {wanted.series(), wanted.groups(), wanted.fields()};
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
