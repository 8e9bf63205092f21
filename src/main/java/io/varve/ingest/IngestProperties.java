package io.varve.ingest;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How points are taken in.
 *
 * @param belowFloor what happens to points older than the single points that are kept of their series
 */
@Validated
@ConfigurationProperties("varve.ingest")
record IngestProperties(@NotNull @DefaultValue("merge") BelowFloor belowFloor) {

    enum BelowFloor {
        /** They are merged into the buckets that are left, and the answer says how many. */
        MERGE,
        /** The request is answered with 409. */
        REFUSE
    }
}
