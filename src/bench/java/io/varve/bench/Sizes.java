package io.varve.bench;

/** Bytes on disk, indexes and TOAST included, of whatever tables there are. */
final class Sizes {

    private Sizes() {}

    /** Tables that are empty count nothing, as last analyzed: a log keeps the space of its busiest time. */
    static long ofSchema(Database database, String schema) {
        return database.one(Long.class, """
                SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
                FROM pg_class c
                WHERE c.relnamespace = '%s'::regnamespace AND c.relkind = 'r' AND c.reltuples <> 0
                """.formatted(schema));
    }

    /** With all partitions. */
    static long ofTable(Database database, String table) {
        return database.one(
                Long.class,
                "SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree('" + table + "')");
    }
}
