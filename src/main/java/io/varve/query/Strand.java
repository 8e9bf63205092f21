package io.varve.query;

import java.util.Comparator;

/**
 * One run of values over time: a field of a group, of a session if sessions are told apart. Ordered as rows are.
 *
 * @param group its number in the order of groups
 * @param session empty for none
 * @param field its number in the order of fields
 */
public record Strand(int group, String session, int field) implements Comparable<Strand> {

    private static final Comparator<Strand> ORDER = Comparator.comparingInt(Strand::group)
            .thenComparing(Strand::session)
            .thenComparingInt(Strand::field);

    @Override
    public int compareTo(Strand other) {
        return ORDER.compare(this, other);
    }

    /** What is one row of an answer. */
    public Strand row() {
        return new Strand(group, session, 0);
    }
}
