-- The layers a tier's profiles can be made from, the nearest first: finer profiles, named by their tier, and raw (0) last.
CREATE OR REPLACE FUNCTION rollup.profile_layers(p_tier integer)
RETURNS smallint[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT ARRAY(
        SELECT l.layer_id
        FROM unnest(rollup.finer_layers(p_tier)) WITH ORDINALITY AS l (layer_id, nth)
        WHERE l.layer_id = 0 OR l.layer_id IN (SELECT p.tier_id FROM rollup.profile AS p)
        ORDER BY l.nth)
$$;

COMMENT ON FUNCTION rollup.profile_layers(integer) IS 'The layers a tier''s profiles can be made from, the nearest first, raw last.';
