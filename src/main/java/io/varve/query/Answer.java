package io.varve.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The body of an answer. */
record Answer(Metadata metadata, Results results) {

    /**
     * About the results.
     *
     * @param interval as asked for; what was chosen for {@code auto}
     * @param window as asked for; only present for sliding windows
     * @param aggFunc comma list of canonical names; null for raw points
     * @param fill how buckets without points are filled; not there if they are not
     * @param fills methods by series, where each has its own
     * @param fillLimit how many in a row at most; only there if it was asked for
     * @param segments which layer served which stretch of this page
     * @param exact whether the range is exactly the one asked for, and every value that of its points
     * @param errorBounds of the relative error of values told from profiles, by function; null where there is none
     * @param next the cursor for the next page; null on the last
     * @param warnings only present when there are some
     */
    record Metadata(
            int count,
            String interval,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String window,

            @Nullable String aggFunc,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String fill,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            SortedMap<String, String> fills,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer fillLimit,

            Instant startTime,
            Instant endTime,
            String tz,
            List<Stretch> segments,
            boolean exact,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, @Nullable Double> errorBounds,
            @Nullable String next,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

    /** A stretch of time and the layer that served it, raw or the name of a tier; or several, by comma. */
    record Stretch(Instant from, Instant to, String resolution) {

        private static final int MOST = 100;

        /** Where there are many, those beside each other are shown as one. */
        static List<Stretch> of(List<Segment> segments) {
            List<Stretch> shown = new ArrayList<>();
            for (Segment segment : segments) {
                Stretch next = of(segment);
                int last = shown.size() - 1;
                if (segments.size() > MOST && last >= 0 && shown.get(last).to.equals(next.from)) {
                    shown.set(last, shown.get(last).and(next));
                } else {
                    shown.add(next);
                }
            }
            return shown;
        }

        private Stretch and(Stretch next) {
            boolean named = List.of(resolution.split(",", -1)).contains(next.resolution);
            return new Stretch(from, next.to, named ? resolution : resolution + "," + next.resolution);
        }

        static Stretch of(Segment segment) {
            TimeRange range = segment.range();
            return new Stretch(Micros.toInstant(range.from()), Micros.toInstant(range.to()), segment.resolution());
        }
    }
}
