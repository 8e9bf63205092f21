package io.varve.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** Tables without any service, as one would make them by hand. */
final class Baselines {

    /** The fastest plain table to append live points to: partitioned by month, primary key (time, series_id). */
    static final String TIME_FIRST = "bench.time_first";

    /** Nothing but rows. */
    static final String HEAP = "bench.heap";

    private static final String COLUMNS =
            "(series_id integer NOT NULL, time timestamptz NOT NULL, value double precision NOT NULL";

    private Baselines() {}

    /** With partitions for so many months before this one, and two after it. */
    static void createTimeFirst(Database database, int monthsBefore) {
        database.execute("CREATE SCHEMA IF NOT EXISTS bench");
        database.execute(
                "CREATE TABLE " + TIME_FIRST + COLUMNS + ", PRIMARY KEY (time, series_id)) PARTITION BY RANGE (time)");
        LocalDate thisMonth = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1);
        for (int month = 0; month <= monthsBefore + 2; month++) {
            LocalDate first = thisMonth.plusMonths(month - monthsBefore);
            database.execute("CREATE TABLE %s_%d PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(TIME_FIRST, month, TIME_FIRST, first, first.plusMonths(1)));
        }
    }

    static void createHeap(Database database) {
        database.execute("CREATE SCHEMA IF NOT EXISTS bench");
        database.execute("CREATE TABLE " + HEAP + COLUMNS + ")");
    }
}
