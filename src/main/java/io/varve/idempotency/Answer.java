package io.varve.idempotency;

import org.jspecify.annotations.Nullable;

/** A successful answer as it is remembered. */
@SuppressWarnings("ArrayRecordComponent")
record Answer(
        int status, @Nullable String contentType, @Nullable String location, byte[] body) {}
