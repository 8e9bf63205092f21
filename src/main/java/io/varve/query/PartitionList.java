package io.varve.query;

import io.varve.timeseries.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Partitioned tables, by schema and name quoted for SQL, with their partitions. */
record PartitionList(Map<String, Table> byName) {

    /** Knows none, so that nothing is named. */
    static final PartitionList NONE = new PartitionList(Map.of());

    /**
     * A partitioned table.
     *
     * @param columns quoted, by comma: partitions may have them in another order
     * @param partitions in order of time
     */
    record Table(String columns, List<Partition> partitions) {

        /** The partitions that hold all of the range; null if part of it has none. */
        @Nullable
        List<Partition> covering(TimeRange range) {
            List<Partition> covering = new ArrayList<>();
            long at = range.from();
            for (Partition partition : partitions) {
                if (partition.range().contains(at)) {
                    covering.add(partition);
                    at = partition.range().to();
                }
                if (at >= range.to()) {
                    return covering;
                }
            }
            return null;
        }

        /** What to read instead of the table. */
        String of(List<Partition> some) {
            if (some.size() == 1) {
                return some.get(0).name();
            }
            List<String> selects = some.stream()
                    .map(partition -> "SELECT " + columns + " FROM " + partition.name())
                    .toList();
            return "(" + String.join(" UNION ALL ", selects) + ")";
        }
    }

    Set<Map.Entry<String, Table>> tables() {
        return byName.entrySet();
    }
}
