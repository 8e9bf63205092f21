-- Tells whether what tiers hold has changed, without reading it (docs/adr/0028).
CREATE TABLE rollup.revision (
    tier_id smallint NOT NULL,
    slice integer NOT NULL,
    stretch integer NOT NULL,
    stamp uuid NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (tier_id, slice, stretch)
) WITH (fillfactor = 70);

COMMENT ON TABLE rollup.revision IS 'Stretches of time of some series in which stored buckets of a tier have been changed after they were first written. The stamp is another one after each change, and never one that was there before. No row: never changed.';
COMMENT ON COLUMN rollup.revision.tier_id IS 'The tier.';
COMMENT ON COLUMN rollup.revision.slice IS 'The series, rollup.slice: 16 together, all of one shard, so that only who holds the shard writes the row.';
COMMENT ON COLUMN rollup.revision.stretch IS 'The time of the buckets, rollup.stretch.';
COMMENT ON COLUMN rollup.revision.stamp IS 'Random: a database that was restored does not repeat what it said before.';
