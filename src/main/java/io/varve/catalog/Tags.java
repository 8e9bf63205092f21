package io.varve.catalog;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map in one array, names and values in turn. A million series are held in memory; a tree map would
 * take three times the room for each.
 */
final class Tags extends AbstractMap<String, String> implements SortedMap<String, String> {

    static final Tags NONE = new Tags(new String[0]);

    private final String[] pairs;

    private Tags(String[] pairs) {
        this.pairs = pairs;
    }

    static Tags of(Map<String, String> tags) {
        if (tags instanceof Tags same) {
            return same;
        }
        return tags.isEmpty() ? NONE : copy(tags);
    }

    private static Tags copy(Map<String, String> tags) {
        String[] pairs = new String[2 * tags.size()];
        int i = 0;
        // The natural order, whatever the comparator of the given map is.
        for (Entry<String, String> tag : new TreeMap<>((Map<String, String>) tags).entrySet()) {
            pairs[i++] = tag.getKey();
            pairs[i++] = tag.getValue();
        }
        return new Tags(pairs);
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tags tags ? Arrays.equals(pairs, tags.pairs) : super.equals(other);
    }

    /** The same as any map's with these entries. */
    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            hash += pairs[i].hashCode() ^ pairs[i + 1].hashCode();
        }
        return hash;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, String>> iterator() {
                return IntStream.range(0, size())
                        .mapToObj(i -> Map.entry(pairs[2 * i], pairs[2 * i + 1]))
                        .iterator();
            }

            @Override
            public int size() {
                return Tags.this.size();
            }
        };
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return tree().subMap(from, to);
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return tree().headMap(to);
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return tree().tailMap(from);
    }

    @Override
    public String firstKey() {
        return tree().firstKey();
    }

    @Override
    public String lastKey() {
        return tree().lastKey();
    }

    private TreeMap<String, String> tree() {
        return new TreeMap<>((Map<String, String>) this);
    }
}
