package io.varve.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One group: the name of the series and what else the grouping tells apart. Ordered by name, user, tags.
 *
 * @param parts the key as strings that order and tell apart as the key does; what a cursor remembers
 */
record GroupKey(List<String> parts, String metric, @Nullable UUID user, SortedMap<String, @Nullable String> tags)
        implements Comparable<GroupKey> {

    static GroupKey of(String metric, @Nullable UUID user, SortedMap<String, @Nullable String> tags) {
        List<String> parts = new ArrayList<>();
        parts.add(metric);
        parts.add(user == null ? "" : user.toString());
        tags.forEach((name, value) -> {
            parts.add(name);
            parts.add(value == null ? "" : "=" + value);
        });
        return new GroupKey(List.copyOf(parts), metric, user, tags);
    }

    /** Tells it from others, in a cursor that has no room for all of them. */
    long mark() {
        byte[] bytes = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(bytes).getMostSignificantBits();
    }

    @Override
    public int compareTo(GroupKey other) {
        return compare(parts, other.parts);
    }

    static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
