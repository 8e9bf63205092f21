CREATE TABLE catalog.epoch (
    singleton boolean NOT NULL DEFAULT true,
    epoch bigint NOT NULL DEFAULT 0,
    CONSTRAINT epoch_pkey PRIMARY KEY (singleton),
    CONSTRAINT epoch_singleton_check CHECK (singleton)
);
INSERT INTO catalog.epoch DEFAULT VALUES;

COMMENT ON TABLE catalog.epoch IS 'One row. Counts the changes that make cached catalogue entries wrong (deletions, changed schemas).';
COMMENT ON COLUMN catalog.epoch.singleton IS 'Always true: there is one row.';
COMMENT ON COLUMN catalog.epoch.epoch IS 'Moves forward with every deletion or schema change; whoever caches compares it.';

CREATE TABLE catalog.metric_type (
    metric_type_id integer GENERATED ALWAYS AS IDENTITY,
    name text COLLATE "C" NOT NULL,
    description text,
    unit text,
    schema jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT metric_type_pkey PRIMARY KEY (metric_type_id),
    CONSTRAINT metric_type_name_key UNIQUE (name),
    CONSTRAINT metric_type_name_check CHECK (length(name) BETWEEN 1 AND 255)
);

COMMENT ON TABLE catalog.metric_type IS 'A named kind of measurement. The HTTP API calls its name "series".';
COMMENT ON COLUMN catalog.metric_type.metric_type_id IS 'Surrogate key, never reused.';
COMMENT ON COLUMN catalog.metric_type.name IS 'Unique name, 1 to 255 characters, dots by convention: session.urine.color.';
COMMENT ON COLUMN catalog.metric_type.description IS 'What is measured, in words.';
COMMENT ON COLUMN catalog.metric_type.unit IS 'Unit of the values, for example Cel or km/h.';
COMMENT ON COLUMN catalog.metric_type.schema IS 'JSON Schema (Draft 7 or 2020-12) that every value must satisfy; NULL accepts every value.';
COMMENT ON COLUMN catalog.metric_type.created_at IS 'When the metric type was first seen.';
COMMENT ON COLUMN catalog.metric_type.updated_at IS 'When its description, unit or schema last changed.';

CREATE TABLE catalog.field (
    field_id integer GENERATED ALWAYS AS IDENTITY,
    metric_type_id integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    CONSTRAINT field_pkey PRIMARY KEY (field_id),
    CONSTRAINT field_name_key UNIQUE (metric_type_id, name),
    CONSTRAINT field_metric_type_fkey FOREIGN KEY (metric_type_id) REFERENCES catalog.metric_type,
    CONSTRAINT field_kind_check CHECK (kind IN ('number', 'boolean', 'text'))
);

COMMENT ON TABLE catalog.field IS 'A leaf of a metric type''s values. A scalar has the one field "value".';
COMMENT ON COLUMN catalog.field.field_id IS 'Surrogate key, never reused.';
COMMENT ON COLUMN catalog.field.metric_type_id IS 'The metric type the field belongs to.';
COMMENT ON COLUMN catalog.field.name IS 'Path of the leaf, members joined by dots; a dot or backslash inside a member name is escaped by a backslash.';
COMMENT ON COLUMN catalog.field.kind IS 'number, boolean (stored as 0 and 1) or text (stored as a code of catalog.text_value). Fixed by the first value.';

CREATE TABLE catalog.series (
    series_id integer GENERATED ALWAYS AS IDENTITY,
    field_id integer NOT NULL,
    tags jsonb NOT NULL,
    user_id uuid,
    fingerprint uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT series_pkey PRIMARY KEY (series_id),
    CONSTRAINT series_fingerprint_key UNIQUE (fingerprint),
    CONSTRAINT series_field_fkey FOREIGN KEY (field_id) REFERENCES catalog.field
);
CREATE INDEX series_field_idx ON catalog.series (field_id);
CREATE INDEX series_user_idx ON catalog.series (user_id);

COMMENT ON TABLE catalog.series IS 'One stream of numbers: field of a metric type + tags + user. Ids become visible in ascending order.';
COMMENT ON COLUMN catalog.series.series_id IS 'Surrogate key, never reused; every fact table refers to it.';
COMMENT ON COLUMN catalog.series.field_id IS 'The field, and through it the metric type.';
COMMENT ON COLUMN catalog.series.tags IS 'Tag names and values, an object of strings; {} for none.';
COMMENT ON COLUMN catalog.series.user_id IS 'The user the series belongs to; NULL for none.';
COMMENT ON COLUMN catalog.series.fingerprint IS 'First 128 bits of the SHA-256 of metric type, tags, user and field: the natural key in a fixed size.';
COMMENT ON COLUMN catalog.series.created_at IS 'When the series was first seen.';

CREATE TABLE catalog.text_value (
    text_id integer GENERATED ALWAYS AS IDENTITY,
    value text COLLATE "C" NOT NULL,
    CONSTRAINT text_value_pkey PRIMARY KEY (text_id),
    CONSTRAINT text_value_value_key UNIQUE (value),
    CONSTRAINT text_value_value_check CHECK (octet_length(value) <= 1024)
);

COMMENT ON TABLE catalog.text_value IS 'Dictionary of text values: a point of a text series stores text_id as its value.';
COMMENT ON COLUMN catalog.text_value.text_id IS 'The code, never reused.';
COMMENT ON COLUMN catalog.text_value.value IS 'The text, at most 1 KiB of UTF-8.';

CREATE SEQUENCE catalog.session_source AS bigint;
COMMENT ON SEQUENCE catalog.session_source IS 'Surrogate ids of sessions, used as the source of their points.';

CREATE TABLE catalog.session (
    session_id uuid NOT NULL,
    source bigint NOT NULL,
    user_id uuid,
    start_ts timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (session_id),
    CONSTRAINT session_source_key UNIQUE (source),
    CONSTRAINT session_source_check CHECK (source > 0)
);
CREATE INDEX session_user_idx ON catalog.session (user_id, session_id);

COMMENT ON TABLE catalog.session IS 'A session of a user: points that came together and can be read and removed together.';
COMMENT ON COLUMN catalog.session.session_id IS 'The caller''s id, or one made for it.';
COMMENT ON COLUMN catalog.session.source IS 'Surrogate id from catalog.session_source, the source of all points of the session.';
COMMENT ON COLUMN catalog.session.user_id IS 'The user the session belongs to; NULL for none.';
COMMENT ON COLUMN catalog.session.start_ts IS 'When the session began, as the caller says; NULL if it does not.';
COMMENT ON COLUMN catalog.session.created_at IS 'When the session was first seen.';
