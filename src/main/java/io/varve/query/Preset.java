package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A range by its name: so many whole hours, days or months, the last of which is over. So all who ask in the same hour (day, month) ask
 * the same, it is closed as soon as the tiers have it, and its answer is kept.
 */
enum Preset {
    LAST_DAY("24h", 24, "hour"),
    LAST_WEEK("7d", 7, "day"),
    LAST_MONTH("30d", 30, "day"),
    LAST_YEAR("1y", 12, "month");

    private final String label;
    private final int count;
    private final String interval;

    Preset(String label, int count, String interval) {
        this.label = label;
        this.count = count;
        this.interval = interval;
    }

    static Preset parse(String text) {
        String asked = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(preset -> preset.label.equals(asked))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter(
                        "range",
                        "range is %s, not '%s'"
                                .formatted(
                                        Arrays.stream(values())
                                                .map(Preset::label)
                                                .collect(Collectors.joining(", ")),
                                        text)));
    }

    String label() {
        return label;
    }

    /** Of its buckets, where none is asked for. */
    String interval() {
        return interval;
    }

    /** Those that are over at this time, on the clocks of the zone. */
    TimeRange before(long time, @Nullable Long origin, ZoneId zone) {
        BucketWidth width = BucketWidth.parse(interval);
        long reach = 2L * count * width.shortest();
        Buckets buckets = Buckets.of(
                width,
                origin,
                zone,
                new TimeRange(Math.max(TimeParser.MIN, time - reach), Math.max(TimeParser.MIN + 1, time)));
        long end = buckets.floor(time);
        long start = end;
        for (int i = 0; i < count && start > TimeParser.MIN; i++) {
            start = buckets.floor(start - 1);
        }
        if (end <= TimeParser.MIN) {
            throw ProblemException.badParameter(
                    "end_time", "there is no time before end_time that range could be about; accepted is a later one");
        }
        return new TimeRange(Math.max(TimeParser.MIN, start), end);
    }
}
