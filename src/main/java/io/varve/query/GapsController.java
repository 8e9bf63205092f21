package io.varve.query;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/timeseries/gaps}: where points are missing. */
@RestController
class GapsController {

    private final QueryReader reader;
    private final Gaps gaps;
    private final QueryMeters meters;

    GapsController(QueryReader reader, Gaps gaps, QueryMeters meters) {
        this.reader = reader;
        this.gaps = gaps;
        this.meters = meters;
    }

    @GetMapping("/api/timeseries/gaps")
    @Nullable
    GapsAnswer gaps(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "expected_interval", required = false) @Nullable String expectedInterval,
            @RequestParam(name = "tolerance", required = false) @Nullable String tolerance,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout) {
        GapRule rule = GapRule.parse(expectedInterval, tolerance);
        TimeseriesParameters points = new TimeseriesParameters(
                series, userId, null, tags, "raw", tz, null, null, startTime, endTime, range, null, null, null, null,
                null, null, limit, cursor, timeout, null, null, null);
        return meters.timed(() -> gaps.find(reader.read(points, points.mark() ^ rule.hashCode()), rule));
    }
}
