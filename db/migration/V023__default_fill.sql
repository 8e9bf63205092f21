-- How gaps of a metric type are filled where a query asks for its default.
ALTER TABLE catalog.metric_type
    ADD COLUMN fill text CONSTRAINT metric_type_fill_check CHECK (fill IN ('null', 'zero', 'previous', 'next', 'linear'));

COMMENT ON COLUMN catalog.metric_type.fill IS 'How buckets without points are filled where a query says fill=default; NULL for not at all.';

DROP FUNCTION IF EXISTS catalog.put_metric_type(text, jsonb, text, text, boolean, timestamptz);
