package io.varve.query;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The groups and fields of the asked series, numbered in their order, so that the database groups and orders by small
 * integers.
 */
final class Groups {

    private final List<GroupKey> keys;
    private final List<String> fields;
    private final Map<String, Map<String, ValueKind>> kinds;
    private final boolean holdTexts;
    private final Wanted wanted;
    private final int widest;

    private Groups(Groups all, Wanted some) {
        this(all, all.keys, some);
    }

    private Groups(Groups all, List<GroupKey> keys, Wanted some) {
        this.keys = keys;
        this.fields = all.fields;
        this.kinds = all.kinds;
        this.holdTexts = all.holdTexts;
        this.wanted = some;
        this.widest = all.widest;
    }

    private Groups(List<GroupKey> keys, List<String> fields, List<Series> series, Grouping grouping) {
        this.keys = keys;
        this.fields = fields;
        this.kinds = new HashMap<>();
        Map<GroupKey, Integer> keyNumbers = numbers(keys);
        Map<String, Integer> fieldNumbers = numbers(fields);
        int[] ids = new int[series.size()];
        int[] groupOf = new int[series.size()];
        int[] fieldOf = new int[series.size()];
        for (int i = 0; i < series.size(); i++) {
            SeriesKey key = series.get(i).key();
            ids[i] = series.get(i).id();
            groupOf[i] = Objects.requireNonNull(keyNumbers.get(grouping.of(key)));
            fieldOf[i] = Objects.requireNonNull(fieldNumbers.get(key.field()));
            kinds.computeIfAbsent(key.metric(), metric -> new HashMap<>())
                    .put(key.field(), series.get(i).kind());
        }
        this.holdTexts = series.stream().anyMatch(each -> each.kind() == ValueKind.TEXT);
        this.wanted = new Wanted(ids, groupOf, fieldOf);
        this.widest = kinds.values().stream().mapToInt(Map::size).max().orElse(1);
    }

    static Groups of(List<Series> series, Grouping grouping) {
        Set<GroupKey> keys = new HashSet<>();
        Set<String> fields = new HashSet<>();
        for (Series each : series) {
            keys.add(grouping.of(each.key()));
            fields.add(each.key().field());
        }
        return new Groups(
                new ArrayList<>(new TreeSet<>(keys)), new ArrayList<>(new TreeSet<>(fields)), series, grouping);
    }

    /** The same groups, of which only the series of some fields are wanted. */
    Groups only(FieldFilter filter) {
        int[] chosen = IntStream.range(0, wanted.series().length)
                .filter(i -> filter.takes(wanted.groups()[i], wanted.fields()[i]))
                .toArray();
        return new Groups(
                this,
                new Wanted(
                        pick(wanted.series(), chosen), pick(wanted.groups(), chosen), pick(wanted.fields(), chosen)));
    }

    /** Some of the groups, numbered anew in the same order. */
    Groups keep(Set<Integer> some) {
        int[] numbers = IntStream.range(0, keys.size()).filter(some::contains).toArray();
        Map<Integer, Integer> anew = new HashMap<>();
        IntStream.range(0, numbers.length).forEach(i -> anew.put(numbers[i], i));
        Wanted left = only((group, field) -> some.contains(group)).wanted;
        int[] renumbered = Arrays.stream(left.groups())
                .map(group -> Objects.requireNonNull(anew.get(group)))
                .toArray();
        return new Groups(
                this,
                Arrays.stream(numbers).mapToObj(keys::get).toList(),
                new Wanted(left.series(), renumbered, left.fields()));
    }

    /** Whether values of some group are more than one number. */
    boolean haveSeveralFields() {
        Map<Integer, Integer> first = new HashMap<>();
        return IntStream.range(0, wanted.groups().length)
                .anyMatch(i -> wanted.fields()[i]
                        != Objects.requireNonNullElse(
                                first.putIfAbsent(wanted.groups()[i], wanted.fields()[i]), wanted.fields()[i]));
    }

    /** The same series, each a group of its own: its place among {@link #wanted}. */
    Groups apart() {
        int[] places = IntStream.range(0, wanted.series().length).toArray();
        return new Groups(this, keys, new Wanted(wanted.series(), places, wanted.fields()));
    }

    /** Chooses fields of groups by their numbers. */
    interface FieldFilter {
        boolean takes(int group, int field);
    }

    int size() {
        return keys.size();
    }

    /** Whether some field of a group is that of more than one series. */
    boolean foldsSeries() {
        return IntStream.range(0, wanted.series().length)
                        .mapToLong(i -> (long) wanted.groups()[i] << 32 | wanted.fields()[i])
                        .distinct()
                        .count()
                < wanted.series().length;
    }

    Wanted wanted() {
        return wanted;
    }

    /** Ids of the series. */
    Set<Integer> ids() {
        return Arrays.stream(wanted.series()).boxed().collect(Collectors.toSet());
    }

    /** How many rows of the statement, one per field, a row of the answer can have. */
    int widest() {
        return widest;
    }

    GroupKey key(int number) {
        return keys.get(number);
    }

    /** How many fields there are. */
    int fields() {
        return fields.size();
    }

    String field(int number) {
        return fields.get(number);
    }

    ValueKind kind(GroupKey key, String field) {
        return Objects.requireNonNull(ofMetric(key).get(field));
    }

    boolean holdTexts() {
        return holdTexts;
    }

    /** A condition over t.series_id: whether the series holds texts. */
    String isText() {
        List<Integer> texts = new ArrayList<>();
        for (int i = 0; holdTexts() && i < wanted.series().length; i++) {
            if (kind(key(wanted.groups()[i]), field(wanted.fields()[i])) == ValueKind.TEXT) {
                texts.add(wanted.series()[i]);
            }
        }
        if (texts.isEmpty()) {
            return "false";
        }
        return texts.size() == wanted.series().length
                ? "true"
                : "t.series_id = ANY ('{%s}'::integer[])"
                        .formatted(texts.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** Whether the series has nothing but the field of a scalar, so that its values stand by themselves. */
    boolean isScalar(GroupKey key) {
        return ofMetric(key).keySet().equals(Set.of(SeriesKey.SCALAR_FIELD));
    }

    /**
     * The position after a row whose group had these parts. If the group is gone since, it is after its predecessor.
     *
     * @param highest an SQL literal above every {@code within}
     */
    Position position(long time, List<String> parts, String within, String highest) {
        int low = 0;
        int high = keys.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (GroupKey.compare(keys.get(middle).parts(), parts) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean found = low < keys.size() && keys.get(low).parts().equals(parts);
        return found ? new Position(time, low, within) : new Position(time, low - 1, highest);
    }

    private static int[] pick(int[] all, int[] chosen) {
        return Arrays.stream(chosen).map(i -> all[i]).toArray();
    }

    private Map<String, ValueKind> ofMetric(GroupKey key) {
        return Objects.requireNonNull(kinds.get(key.metric()));
    }

    private static <T> Map<T, Integer> numbers(List<T> ordered) {
        Map<T, Integer> numbers = new HashMap<>();
        for (int i = 0; i < ordered.size(); i++) {
            numbers.put(ordered.get(i), i);
        }
        return numbers;
    }
}
