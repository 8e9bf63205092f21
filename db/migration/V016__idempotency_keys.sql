-- Answers to requests that carried an Idempotency-Key, so that the same request again gets the same answer.
CREATE TABLE ops.idempotency_key (
    key text COLLATE "C" NOT NULL,
    request_digest bytea NOT NULL,
    status smallint NOT NULL,
    content_type text,
    location text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (key),
    CONSTRAINT idempotency_key_key_check CHECK (char_length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_key_status_check CHECK (status BETWEEN 200 AND 299)
);
CREATE INDEX idempotency_key_created_at_idx ON ops.idempotency_key (created_at);

COMMENT ON TABLE ops.idempotency_key IS 'Answers to requests with an Idempotency-Key. A row commits with what its request did, where that is one transaction.';
COMMENT ON COLUMN ops.idempotency_key.key IS 'The header''s value, as the client chose it.';
COMMENT ON COLUMN ops.idempotency_key.request_digest IS 'SHA-256 over path, query, content type and body of the request.';
COMMENT ON COLUMN ops.idempotency_key.status IS 'Status of the answer; only successes are remembered.';
COMMENT ON COLUMN ops.idempotency_key.content_type IS 'Content type of the answer; NULL if it has no body.';
COMMENT ON COLUMN ops.idempotency_key.location IS 'The answer''s header Location, if it has one.';
COMMENT ON COLUMN ops.idempotency_key.body IS 'Body of the answer.';
COMMENT ON COLUMN ops.idempotency_key.created_at IS 'Time of the database when the request was answered; some time after that the row is deleted.';
