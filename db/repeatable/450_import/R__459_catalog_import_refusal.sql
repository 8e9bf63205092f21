-- What the ledger says of rows that are no points. Callers: catalog.read_import, the service's imports.
CREATE OR REPLACE FUNCTION catalog.import_refusal(p_refused bigint, p_reason text)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format('%s rows are no points and were left out; one of them: %s', p_refused, p_reason)
$$;

COMMENT ON FUNCTION catalog.import_refusal(bigint, text) IS 'What the ledger says of rows that are no points.';
