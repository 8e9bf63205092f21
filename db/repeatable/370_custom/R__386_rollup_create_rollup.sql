-- Creates a custom rollup: its table and view, and a job that fills it, from the oldest bucket of the source that is kept on.
-- p_source: a tier, or raw with session_id among p_dimensions. p_series: names, globs, ^regular expressions$; p_dimensions: tags that are
-- kept, user_id, or session_id, all others are merged over;
-- p_schedule: an interval, or cron in UTC, NULL for every round. Returns its id.
--   SELECT rollup.create_rollup('blog_views', '1m', '1 hour', ARRAY['blog.views'], ARRAY['country']);
-- SQLSTATE VA032: there is one of that name; VA033: it cannot be made like that.
-- Runs as the owner, since it makes a table. Callers: the service; psql.
CREATE OR REPLACE FUNCTION rollup.create_rollup(
    p_name text,
    p_source text,
    p_interval interval,
    p_series text[],
    p_dimensions text[] DEFAULT '{}',
    p_look_back interval DEFAULT '0',
    p_retention interval DEFAULT NULL,
    p_schedule text DEFAULT NULL,
    p_active boolean DEFAULT true,
    p_now timestamptz DEFAULT clock_timestamp())
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_source rollup.tier;
    v_begins timestamptz;
    v_id integer;
BEGIN
    PERFORM rollup.check_custom(p_name, p_source, p_interval, p_series, p_dimensions);
    PERFORM rollup.check_keeping(p_look_back, p_retention, p_active);
    SELECT * INTO STRICT v_source FROM rollup.tier WHERE name = p_source OR p_source = 'raw' AND source_id = 0;
    -- No floor moves meanwhile.
    PERFORM pg_advisory_xact_lock_shared(rollup.lock_key(7, 0, 0));
    v_begins := (SELECT greatest(rollup.complete_from(p_interval, f.position), rollup.bucket_start(p_interval, p_now - p_retention))
                 FROM rollup.floor AS f WHERE f.layer_id = CASE p_source WHEN 'raw' THEN 0 ELSE v_source.tier_id END);
    INSERT INTO rollup.custom (name, source_id, width, series, dimensions, look_back, retention, every, cron, is_active,
        begins, position, created_at, altered_at)
    SELECT p_name, v_source.tier_id, p_interval, p_series, p_dimensions, p_look_back, p_retention, s.every, s.cron, p_active,
        v_begins, v_begins, p_now, p_now
    FROM rollup.custom_schedule(p_schedule) AS s
    ON CONFLICT (name) DO NOTHING
    RETURNING rollup_id INTO v_id;
    IF v_id IS NULL OR EXISTS (SELECT FROM ops.job AS j WHERE j.tier = p_name AND j.job <> 'import') THEN
        RAISE EXCEPTION 'there is a rollup "%"', p_name USING ERRCODE = 'VA032';
    END IF;
    EXECUTE format($sql$
        CREATE TABLE custom.%1$I (
            group_id integer NOT NULL,%3$s
            bucket timestamptz NOT NULL,
            point_count bigint NOT NULL,
            value_sum double precision NOT NULL,
            value_m2 double precision NOT NULL,
            value_min double precision NOT NULL,
            value_max double precision NOT NULL,
            first_time timestamptz NOT NULL,
            first_source bigint NOT NULL,
            first_series integer NOT NULL,
            first_value double precision NOT NULL,
            last_time timestamptz NOT NULL,
            last_source bigint NOT NULL,
            last_series integer NOT NULL,
            last_value double precision NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT %2$I PRIMARY KEY (group_id, bucket%4$s)
        )$sql$, 'rollup_' || v_id, 'rollup_' || v_id || '_pkey',
        CASE p_source WHEN 'raw' THEN ' session bigint NOT NULL,' END, CASE p_source WHEN 'raw' THEN ', session' END);
    EXECUTE format('COMMENT ON TABLE custom.%I IS %L', 'rollup_' || v_id,
        format('Partials of the custom rollup %s; groups are in rollup.custom_group, names in the view.', p_name));
    PERFORM rollup.make_custom_view(v_id);
    INSERT INTO ops.job (job, tier, is_active) VALUES ('refresh', p_name, p_active);
    RETURN v_id;
END
$$;

COMMENT ON FUNCTION rollup.create_rollup(text, text, interval, text[], text[], interval, interval, text, boolean, timestamptz) IS 'Creates a custom rollup, which its job then fills; returns its id.';
