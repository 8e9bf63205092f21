-- Queries that took long, for whoever is asked why. Written by the instance that answered, in a transaction of its own after the answer; at most
-- so many a minute, so that a database in trouble does not get more of it.
CREATE TABLE ops.slow_query (
    query_id bigint GENERATED ALWAYS AS IDENTITY,
    ended_at timestamptz NOT NULL,
    instance text NOT NULL,
    path text NOT NULL,
    parameters text NOT NULL,
    status integer NOT NULL,
    seconds double precision NOT NULL,
    database_seconds double precision NOT NULL,
    statements integer NOT NULL,
    tiers text[] NOT NULL,
    left_out bigint NOT NULL,
    plan text,
    plan_seconds double precision,
    CONSTRAINT slow_query_pkey PRIMARY KEY (query_id),
    CONSTRAINT slow_query_plan_check CHECK ((plan IS NULL) = (plan_seconds IS NULL))
);
CREATE INDEX slow_query_ended_at_idx ON ops.slow_query (ended_at);

COMMENT ON TABLE ops.slow_query IS 'Requests of /api/timeseries that took longer than varve.slow-queries.after.';
COMMENT ON COLUMN ops.slow_query.query_id IS 'Surrogate key, in the order they were noted.';
COMMENT ON COLUMN ops.slow_query.ended_at IS 'When it was answered, within a second or two.';
COMMENT ON COLUMN ops.slow_query.instance IS 'Who answered.';
COMMENT ON COLUMN ops.slow_query.path IS 'What was asked: the path.';
COMMENT ON COLUMN ops.slow_query.parameters IS 'What was asked: the query string as it came, of a batch a line for each query; at most 4,000 characters.';
COMMENT ON COLUMN ops.slow_query.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN ops.slow_query.seconds IS 'How long it took, waiting for a connection and sending the answer included.';
COMMENT ON COLUMN ops.slow_query.database_seconds IS 'How long its statements took, reading their rows included; of what is sent while it is read, sending too.';
COMMENT ON COLUMN ops.slow_query.statements IS 'How many statements were sent for it.';
COMMENT ON COLUMN ops.slow_query.tiers IS 'Tiers, or raw, that served stretches of it; none if it did not come that far.';
COMMENT ON COLUMN ops.slow_query.left_out IS 'Slow queries of the same instance, since the one before, that are not here because there were too many.';
COMMENT ON COLUMN ops.slow_query.plan IS 'EXPLAIN, not ANALYZE, of its longest statement, made right after it; NULL for most, as it is made now and then only.';
COMMENT ON COLUMN ops.slow_query.plan_seconds IS 'How long making the plan took.';

-- It also says when who is at it was last seen.
DROP VIEW IF EXISTS ops.operations_monitor;
DROP FUNCTION IF EXISTS ops.monitor(timestamptz);
