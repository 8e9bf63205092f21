package io.varve.retention;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Micros;
import java.time.Duration;

/**
 * Raw or a tier, as something that is kept for a time.
 *
 * @param id 0 for raw, else the tier's
 * @param name raw, or the tier's
 * @param sourceId the layer it is built from; -1 for raw
 * @param width of its buckets; of raw, an hour
 * @param unit what goes as a whole: a frame or a bucket, of raw an hour
 */
record Layer(int id, String name, int sourceId, BucketWidth width, BucketWidth unit) {

    static final String RAW = "raw";

    boolean isRaw() {
        return id == 0;
    }

    static Duration longest(BucketWidth width) {
        return width.isCalendar()
                ? CalendarSpan.longest(width.months())
                : Duration.ofSeconds(width.micros() / Micros.SECOND);
    }
}
