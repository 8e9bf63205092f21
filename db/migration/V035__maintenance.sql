-- When jobs pause, and when maintenance was last done.
CREATE TABLE ops.maintenance_window (
    name text NOT NULL,
    effect text NOT NULL,
    job text,
    tier text,
    from_at timestamptz,
    until_at timestamptz,
    from_time time,
    until_time time,
    days smallint[],
    time_zone text,
    CONSTRAINT maintenance_window_pkey PRIMARY KEY (name),
    CONSTRAINT maintenance_window_name_check CHECK (char_length(name) BETWEEN 1 AND 255),
    CONSTRAINT maintenance_window_effect_check CHECK (effect IN ('pause', 'only')),
    CONSTRAINT maintenance_window_form_check CHECK (CASE
        WHEN from_at IS NOT NULL THEN until_at IS NOT NULL AND from_at < until_at AND isfinite(from_at)
            AND num_nonnulls(from_time, until_time, days, time_zone) = 0
        ELSE until_at IS NULL AND num_nonnulls(from_time, until_time, time_zone) = 3 AND from_time <> until_time
    END),
    CONSTRAINT maintenance_window_days_check CHECK (days <@ '{1,2,3,4,5,6,7}'::smallint[] AND cardinality(days) > 0),
    CONSTRAINT maintenance_window_zone_check CHECK (timestamp '2000-01-01' AT TIME ZONE time_zone IS NOT NULL OR time_zone IS NULL)
);
COMMENT ON TABLE ops.maintenance_window IS 'When jobs pause: within a window, or outside of it. Either once, from_at to until_at, or on days of the week from one time of a zone to another. Answers stay exact.';
COMMENT ON COLUMN ops.maintenance_window.name IS 'Name of the window.';
COMMENT ON COLUMN ops.maintenance_window.effect IS 'pause: the jobs begin nothing within it; only: they begin nothing outside of windows of this effect.';
COMMENT ON COLUMN ops.maintenance_window.job IS 'For this kind of work; NULL for all.';
COMMENT ON COLUMN ops.maintenance_window.tier IS 'For work on this tier, raw or all; NULL for every.';
COMMENT ON COLUMN ops.maintenance_window.from_at IS 'Begins once, then.';
COMMENT ON COLUMN ops.maintenance_window.until_at IS 'Ends then, exclusive; may be infinite.';
COMMENT ON COLUMN ops.maintenance_window.from_time IS 'Begins at this time on each of the days.';
COMMENT ON COLUMN ops.maintenance_window.until_time IS 'Ends at this time, on the next day if it is not later.';
COMMENT ON COLUMN ops.maintenance_window.days IS 'Days of the week it begins on, 1 for Monday to 7; NULL for all.';
COMMENT ON COLUMN ops.maintenance_window.time_zone IS 'Zone of these times and days.';

CREATE TABLE ops.maintenance_run (
    only_row boolean NOT NULL DEFAULT true,
    begun_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT maintenance_run_pkey PRIMARY KEY (only_row),
    CONSTRAINT maintenance_run_only_row_check CHECK (only_row)
);
INSERT INTO ops.maintenance_run DEFAULT VALUES;
COMMENT ON TABLE ops.maintenance_run IS 'One row: when some instance last began scheduled maintenance.';
COMMENT ON COLUMN ops.maintenance_run.only_row IS 'Always true: there is one row.';
COMMENT ON COLUMN ops.maintenance_run.begun_at IS 'When that was; -infinity before the first.';

-- It has another column now.
DROP VIEW IF EXISTS ops.operations_monitor;
DROP FUNCTION IF EXISTS ops.monitor(timestamptz);
