-- Where a layer's rows are, quoted, and its time column: raw.point and time for layer 0, else the tier's table and bucket.
CREATE OR REPLACE FUNCTION rollup.layer_table(p_layer integer, OUT relation text, OUT time_column text)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT 'raw.point', 'time' WHERE p_layer = 0
    UNION ALL
    SELECT format('%I.%I', schema_name, table_name), 'bucket' FROM rollup.tier WHERE tier_id = p_layer
$$;

COMMENT ON FUNCTION rollup.layer_table(integer) IS 'The quoted table of a layer and the name of its time column.';
