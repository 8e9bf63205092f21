package io.varve.query;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The partitions that a statement reads by their names, so that a plan that does not know the times reads no others
 * either. Partitions do not overlap: as long as these are attached, nothing of their ranges is anywhere else.
 */
final class NamedPartitions {

    /** A plan that reads more would be more work to begin with than to make. */
    private static final int MOST = 16;

    private final PartitionList known;
    private final Map<Long, Partition> named = new TreeMap<>();
    private int reads;
    private boolean complete = true;

    NamedPartitions(PartitionList known) {
        this.known = known;
    }

    /** The SQL that reads the range, with partitions instead of their tables. */
    String in(String sql, TimeRange range) {
        // Packed rows begin up to a day before what they hold.
        TimeRange rows = new TimeRange(Math.floorDiv(range.from(), Micros.DAY) * Micros.DAY, range.to());
        String text = sql;
        for (Map.Entry<String, PartitionList.Table> table : known.tables()) {
            String from = "FROM " + table.getKey() + " AS ";
            if (text.contains(from)) {
                text = text.replace(from, "FROM " + relation(table, rows) + " AS ");
            }
        }
        return text;
    }

    private String relation(Map.Entry<String, PartitionList.Table> table, TimeRange range) {
        List<Partition> covering = table.getValue().covering(range);
        if (covering == null) {
            complete = false;
            return table.getKey();
        }
        covering.forEach(partition -> named.put(partition.oid(), partition));
        reads += covering.size();
        return table.getValue().of(covering);
    }

    /** Whether all is named, and not too many. */
    boolean isComplete() {
        return complete && reads <= MOST;
    }

    /** The condition that one of them is not attached any more, or has been attached anew. */
    String gone() {
        if (named.isEmpty()) {
            return "false";
        }
        return """
                (SELECT count(*) FROM pg_catalog.pg_inherits
                        WHERE inhrelid = ANY ('{%s}'::oid[]) AND xmin::text = ANY ('{%s}'::text[]) AND NOT inhdetachpending) <> %d""".formatted(
                named.keySet().stream().map(String::valueOf).collect(Collectors.joining(",")),
                named.values().stream().map(Partition::attached).distinct().collect(Collectors.joining(",")),
                named.size());
    }
}
