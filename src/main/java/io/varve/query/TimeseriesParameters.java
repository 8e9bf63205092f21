package io.varve.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The query parameters of {@code /api/timeseries} as they came in; null where not given. */
record TimeseriesParameters(
        @Nullable String series,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable String tags,
        @Nullable String interval,
        @Nullable String tz,
        @Nullable String origin,
        @Nullable String window,
        @Nullable String startTime,
        @Nullable String endTime,
        @Nullable String aggFunc,
        @Nullable String exact,
        @Nullable String groupBy,
        @Nullable String fill,
        @Nullable String fillLimit,
        @Nullable String order,
        @Nullable String limit,
        @Nullable String cursor,
        @Nullable String timeout) {

    /** Tells whether a cursor is used with the parameters it was made for; the page's size may change. */
    long mark() {
        String[] lasting = {
            series, userId, sessionId, tags, interval, tz, origin, window, startTime, endTime, aggFunc, exact, groupBy,
            fill, fillLimit, order
        };
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Arrays.deepToString(lasting).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
