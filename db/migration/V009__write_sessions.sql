-- raw.write_sessions takes the place of this.
DROP FUNCTION IF EXISTS raw.write_session(bigint, timestamptz, uuid, uuid, timestamptz, integer[], bigint[], double precision[], integer[], integer[], bigint[], bigint[], integer[], bigint[], bigint[]);
