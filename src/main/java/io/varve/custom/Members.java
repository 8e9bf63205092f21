package io.varve.custom;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which series a rollup merges into which groups. */
public final class Members {

    /** No series is in it. */
    public static final int NONE = 0;

    private final int[] series;
    private final int[] groups;
    private final Map<Integer, Integer> sizes = new HashMap<>();

    /** Series in ascending order, and the group of each. */
    Members(int[] series, int[] groups) {
        this.series = series;
        this.groups = groups;
        for (int group : groups) {
            sizes.merge(group, 1, Integer::sum);
        }
    }

    /** The group of a series; {@link #NONE} if it is not a member. */
    public int groupOf(int id) {
        int place = Arrays.binarySearch(series, id);
        return place < 0 ? NONE : groups[place];
    }

    /** Of some series one for each group that has any of them, in their order. */
    public int[] oneOfEachGroup(int[] some) {
        Map<Integer, Integer> found = new LinkedHashMap<>();
        for (int id : some) {
            int group = groupOf(id);
            if (group != NONE) {
                found.putIfAbsent(group, id);
            }
        }
        return found.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** How many series are merged into a group. */
    public int sizeOf(int group) {
        return sizes.getOrDefault(group, 0);
    }
}
