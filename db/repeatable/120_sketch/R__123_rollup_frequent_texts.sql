-- Of the texts and counts of a profile the 64 most frequent, of equally frequent ones the lower code, ascending; with their counts.
CREATE OR REPLACE FUNCTION rollup.frequent_texts(
    p_keys integer[],
    p_counts bigint[],
    OUT keys integer[],
    OUT counts bigint[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT array_agg(f.key ORDER BY f.key), array_agg(f.n ORDER BY f.key)
    FROM (SELECT u.key, u.n FROM unnest(p_keys, p_counts) AS u (key, n) ORDER BY u.n DESC, u.key LIMIT 64) AS f
$$;

COMMENT ON FUNCTION rollup.frequent_texts(integer[], bigint[]) IS 'The 64 most frequent texts of a profile, with their counts.';
