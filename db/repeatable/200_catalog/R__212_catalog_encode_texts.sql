-- Codes of text values, in the order given; makes the missing ones. Inserted in ascending order, so that two callers
-- with the same new texts wait for each other instead of deadlocking. The codes are only good once the caller has
-- committed. Caller: the service, in a transaction of its own before the write.
CREATE OR REPLACE FUNCTION catalog.encode_texts(p_values text[])
RETURNS SETOF integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO catalog.text_value (value)
    SELECT DISTINCT w.value COLLATE "C"
    FROM unnest(p_values) AS w (value)
    WHERE NOT EXISTS (SELECT FROM catalog.text_value AS t WHERE t.value = w.value)
    ORDER BY 1
    ON CONFLICT (value) DO NOTHING;

    -- A statement of its own: it sees what a concurrent caller committed while the insert waited for it.
    RETURN QUERY
    SELECT t.text_id
    FROM unnest(p_values) WITH ORDINALITY AS w (value, position)
    JOIN catalog.text_value AS t ON t.value = w.value
    ORDER BY w.position;
END
$$;

COMMENT ON FUNCTION catalog.encode_texts(text[]) IS 'Codes of the given texts in their order; makes the missing ones.';
