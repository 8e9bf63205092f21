-- Size and state of every table of Varve whose name, with or without its schema, matches a pattern (* stands for anything); of a partitioned
-- table all its partitions together.
-- Locks: ACCESS SHARE on one table at a time, while its size is read. Callers: operations; people.
CREATE OR REPLACE FUNCTION ops.table_stats(p_pattern text DEFAULT '*')
RETURNS TABLE (
    schema_name name,
    table_name name,
    partitions bigint,
    total_bytes bigint,
    table_bytes bigint,
    index_bytes bigint,
    row_estimate bigint,
    bytes_per_row double precision,
    dead_rows bigint,
    dead_share double precision,
    modified_since_analyze bigint,
    analyzed_at timestamptz,
    vacuumed_at timestamptz,
    rows_inserted bigint,
    rows_updated bigint,
    rows_deleted bigint,
    cache_hit_ratio double precision)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT n.nspname, c.relname,
        count(l.relid) FILTER (WHERE c.relkind = 'p'),
        coalesce(sum(pg_total_relation_size(l.relid)), 0)::bigint,
        coalesce(sum(pg_table_size(l.relid)), 0)::bigint,
        coalesce(sum(pg_indexes_size(l.relid)), 0)::bigint,
        sum(r.rows)::bigint,
        coalesce(sum(pg_total_relation_size(l.relid)), 0)::double precision / nullif(sum(r.rows), 0),
        coalesce(sum(s.n_dead_tup), 0)::bigint,
        coalesce(sum(s.n_dead_tup) / nullif(sum(s.n_dead_tup) + sum(r.rows), 0), 0)::double precision,
        coalesce(sum(s.n_mod_since_analyze), 0)::bigint,
        max(greatest(s.last_analyze, s.last_autoanalyze)),
        max(greatest(s.last_vacuum, s.last_autovacuum)),
        coalesce(sum(s.n_tup_ins), 0)::bigint,
        coalesce(sum(s.n_tup_upd), 0)::bigint,
        coalesce(sum(s.n_tup_del), 0)::bigint,
        (sum(b.heap_blks_hit) + sum(b.idx_blks_hit))::double precision
            / nullif(sum(b.heap_blks_hit) + sum(b.idx_blks_hit) + sum(b.heap_blks_read) + sum(b.idx_blks_read), 0)
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
        SELECT t.relid::oid FROM pg_partition_tree(c.oid) AS t WHERE c.relkind = 'p' AND t.isleaf
        UNION ALL SELECT c.oid WHERE c.relkind = 'r'
    ) AS l (relid) ON true
    LEFT JOIN pg_class AS leaf ON leaf.oid = l.relid
    LEFT JOIN pg_stat_user_tables AS s ON s.relid = l.relid
    LEFT JOIN pg_statio_user_tables AS b ON b.relid = l.relid
    CROSS JOIN LATERAL (
        SELECT CASE WHEN leaf.reltuples >= 0 THEN leaf.reltuples::bigint ELSE coalesce(s.n_live_tup, 0) END
    ) AS r (rows)
    CROSS JOIN LATERAL (
        SELECT replace(replace(replace(replace(p_pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%')
    ) AS w (pattern)
    WHERE n.nspname = ANY (ops.own_schemas())
        AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND (c.relname LIKE w.pattern OR n.nspname || '.' || c.relname LIKE w.pattern)
    GROUP BY n.nspname, c.relname
    ORDER BY n.nspname, c.relname
$$;

COMMENT ON FUNCTION ops.table_stats(text) IS 'Size and state of the tables whose name matches a pattern (* stands for anything), partitions together.';
