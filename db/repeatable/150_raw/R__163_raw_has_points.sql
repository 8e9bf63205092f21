-- Whether any of some series has a point; ends at the first one found. No locks beyond those of reading.
CREATE OR REPLACE FUNCTION raw.has_points(p_series integer[])
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_result boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM '
        || raw.point_sql('$1', '''-infinity''::timestamptz', '''infinity''::timestamptz', '''-infinity''::timestamptz', '''infinity''::timestamptz')
        || ' AS p)'
    INTO v_result
    USING p_series;
    RETURN v_result;
END
$$;

COMMENT ON FUNCTION raw.has_points(integer[]) IS 'Whether any of some series has a point.';
