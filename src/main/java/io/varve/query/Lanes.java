package io.varve.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some lanes, found by the cells of rows that are read about them. */
final class Lanes {

    private final Map<Long, Lane> byKey = new HashMap<>();

    interface Sink {
        void take(Lane lane, Row row, Partial partial);
    }

    Lanes(List<Lane> lanes) {
        lanes.forEach(lane -> byKey.put(Lane.key(lane.group(), lane.field()), lane));
    }

    /** Those of the groups, and of their fields, that are lanes here. */
    Groups of(Groups groups) {
        return groups.only((group, field) -> byKey.containsKey(Lane.key(group, field)));
    }

    void each(Page page, Sink sink) {
        for (Row row : page.rows()) {
            for (Row.Cell cell : row.cells()) {
                Lane lane = byKey.get(Lane.key(row.group(), cell.field()));
                if (lane != null) {
                    sink.take(lane, row, cell.partial());
                }
            }
        }
    }
}
