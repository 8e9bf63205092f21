-- How every job stands as of p_now, one row per kind of work and tier: from refreshes the watermark and what waits, from the
-- ledger of the last day runs and errors. Health, the first that applies:
--   ALERT    failed (no attempts left), running for longer than alert_after, or overdue for longer than alert_after
--   WARNING  failing, something is set aside, overdue for longer than warn_after, or entries wait for longer than 12 x warn_after
--   RUNNING  a run is under way
--   OK       else
-- A tier is overdue for as long as its next bucket has ended and is not materialised; answers are exact all the same. Profiles, which
-- wait for points to be settled, are overdue an hour later, and set aside is what failed of them. Custom rollups are overdue by their schedule, or
-- while their source is further by more than a bucket. A job is not overdue while a maintenance window pauses it, nor until it has had the time
-- again that it has otherwise.
CREATE OR REPLACE FUNCTION ops.monitor(p_now timestamptz)
RETURNS TABLE (
    job text,
    tier text,
    health text,
    state text,
    reason text,
    paused_until timestamptz,
    watermark timestamptz,
    overdue_seconds double precision,
    lag_seconds double precision,
    pending bigint,
    oldest_pending_seconds double precision,
    set_aside bigint,
    running_since timestamptz,
    instance text,
    instance_seen_at timestamptz,
    attempts integer,
    next_attempt_at timestamptz,
    last_success_at timestamptz,
    last_error text,
    last_error_sqlstate text,
    last_error_at timestamptz,
    average_seconds double precision,
    forward_window double precision,
    batch_window double precision,
    success_rate double precision,
    rows_per_second double precision)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH waiting AS MATERIALIZED (
        SELECT i.tier_id, count(*) AS pending, min(i.logged_at) FILTER (WHERE i.attempts = 0) AS oldest,
            count(*) FILTER (WHERE i.attempts > 0) AS set_aside
        FROM rollup.invalidation AS i
        GROUP BY i.tier_id
    ), rolled AS (
        SELECT t.name AS tier, w.position AS watermark,
            CASE WHEN isfinite(w.position)
                THEN greatest(0, date_part('epoch', p_now - rollup.bucket_end(t.width, w.position))) END AS overdue,
            CASE WHEN isfinite(w.position)
                THEN greatest(0, date_part('epoch', rollup.bucket_start(t.width, p_now) - w.position)) END AS lag,
            coalesce(p.pending, 0) AS pending,
            date_part('epoch', p_now - p.oldest) AS oldest,
            coalesce(p.set_aside, 0) AS set_aside,
            coalesce(n.forward, 1) AS forward_window, coalesce(n.batch, 1) AS batch_window
        FROM rollup.tier AS t
        JOIN rollup.watermark AS w USING (tier_id)
        LEFT JOIN waiting AS p USING (tier_id)
        LEFT JOIN rollup.refresh_window AS n ON n.job = 'refresh' AND n.tier = t.name
        UNION ALL
        SELECT c.name, c.watermark, c.overdue_seconds, c.lag_seconds, c.pending, c.oldest_pending_seconds, c.set_aside,
            rollup.kept_window(c.name, 'forward'), rollup.kept_window(c.name, 'batch')
        FROM rollup.custom_progress(p_now) AS c
    ), profiled AS (
        SELECT t.name AS tier, p.position AS watermark,
            CASE WHEN isfinite(p.position)
                THEN greatest(0, date_part('epoch', p_now - interval '1 hour' - rollup.bucket_end(t.width, p.position))) END AS overdue,
            CASE WHEN isfinite(p.position)
                THEN greatest(0, date_part('epoch', rollup.bucket_start(t.width, p_now) - p.position)) END AS lag,
            coalesce(w.pending, 0) AS pending, date_part('epoch', p_now - w.oldest) AS oldest, coalesce(w.set_aside, 0) AS set_aside,
            NULL::double precision AS forward_window, NULL::double precision AS batch_window
        FROM rollup.profile AS p
        JOIN rollup.tier AS t USING (tier_id)
        LEFT JOIN (
            SELECT f.tier_id, count(*) AS pending, min(f.logged_at) FILTER (WHERE f.failed_at IS NULL) AS oldest, count(f.failed_at) AS set_aside
            FROM rollup.profile_invalidation AS f
            GROUP BY f.tier_id
        ) AS w USING (tier_id)
    ), running AS (
        SELECT DISTINCT ON (r.job, r.tier) r.job, r.tier, r.started_at, r.instance
        FROM ops.run AS r
        WHERE r.outcome = 'running'
        ORDER BY r.job, r.tier, r.started_at
    ), recent AS (
        SELECT r.job, r.tier,
            count(*) FILTER (WHERE r.outcome = 'succeeded') / nullif(count(*), 0)::double precision AS success_rate,
            sum(r.rows_out) FILTER (WHERE r.outcome = 'succeeded')
                / nullif(sum(date_part('epoch', r.ended_at - r.started_at)) FILTER (WHERE r.outcome = 'succeeded'), 0) AS rows_per_second
        FROM ops.run AS r
        WHERE r.started_at > p_now - interval '1 day' AND r.outcome <> 'running'
        GROUP BY r.job, r.tier
    ), standing AS (
        SELECT j.*, t.watermark, t.overdue, t.lag, t.pending, t.oldest, t.set_aside, t.forward_window, t.batch_window,
            r.started_at AS running_since, r.instance, c.success_rate, c.rows_per_second,
            u.paused_until,
            u.paused_until IS NULL AND ops.paused_until(j.job, j.tier, p_now - j.warn_after) IS NULL AS may_warn,
            u.paused_until IS NULL AND ops.paused_until(j.job, j.tier, p_now - j.alert_after) IS NULL AS may_alert,
            CASE
                WHEN NOT j.is_active THEN 'paused'
                WHEN r.started_at IS NOT NULL THEN 'running'
                WHEN u.paused_until IS NOT NULL THEN 'paused'
                WHEN j.attempts >= j.max_attempts THEN 'failed'
                WHEN j.attempts > 0 THEN 'retrying'
                ELSE 'idle'
            END AS state
        FROM ops.job AS j
        CROSS JOIN LATERAL (SELECT ops.paused_until(j.job, j.tier, p_now)) AS u (paused_until)
        LEFT JOIN (
            SELECT 'refresh' AS job, r.* FROM rolled AS r UNION ALL SELECT 'profile', p.* FROM profiled AS p
        ) AS t ON t.job = j.job AND t.tier = j.tier
        LEFT JOIN running AS r ON r.job = j.job AND r.tier = j.tier
        LEFT JOIN recent AS c ON c.job = j.job AND c.tier = j.tier
    ), judged AS (
        SELECT s.*,
            CASE
                WHEN s.attempts >= s.max_attempts THEN format('failed %s times in a row', s.attempts)
                WHEN s.running_since < p_now - s.alert_after THEN format('running since %s', s.running_since)
                WHEN s.may_alert AND s.overdue > date_part('epoch', s.alert_after) THEN format('overdue for %s s', round(s.overdue))
            END AS alert,
            CASE
                WHEN s.attempts > 0 THEN format('failed %s times in a row', s.attempts)
                WHEN s.set_aside > 0 THEN format('%s entries are set aside', s.set_aside)
                WHEN s.may_warn AND s.overdue > date_part('epoch', s.warn_after) THEN format('overdue for %s s', round(s.overdue))
                WHEN s.may_warn AND s.oldest > 12 * date_part('epoch', s.warn_after) THEN format('entries wait for %s s', round(s.oldest))
            END AS warning
        FROM standing AS s
    )
    SELECT j.job, j.tier,
        CASE WHEN j.alert IS NOT NULL THEN 'ALERT' WHEN j.warning IS NOT NULL THEN 'WARNING'
            WHEN j.state = 'running' THEN 'RUNNING' ELSE 'OK' END,
        j.state, coalesce(j.alert, j.warning), j.paused_until, j.watermark, j.overdue, j.lag, j.pending, j.oldest, j.set_aside,
        j.running_since, j.instance, (SELECT i.seen_at FROM ops.instance AS i WHERE i.instance = j.instance), j.attempts, j.next_attempt_at, j.last_success_at,
        e.message, e.sqlstate, e.occurred_at, j.average_seconds, j.forward_window, j.batch_window, j.success_rate, j.rows_per_second
    FROM judged AS j
    LEFT JOIN LATERAL (
        SELECT r.message, r.sqlstate, r.occurred_at
        FROM ops.error AS r
        WHERE r.job = j.job AND r.tier = j.tier
        ORDER BY r.occurred_at DESC
        LIMIT 1
    ) AS e ON true
    ORDER BY array_position(ARRAY['refresh', 'profile', 'settle', 'retention', 'reconcile', 'maintain', 'backfill'], j.job),
        coalesce((SELECT t.tier_id FROM rollup.tier AS t WHERE t.name = j.tier), CASE WHEN j.tier IN ('raw', 'all') THEN -1 ELSE 100 END), j.tier
$$;

COMMENT ON FUNCTION ops.monitor(timestamptz) IS 'How every job stands as of a time: health, state, watermark, what waits, runs and errors.';
