package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.web.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * How far apart points may be.
 *
 * @param expected microseconds from point to point; null for the median of what there is
 * @param tolerance by which share of that more is no gap yet
 */
record GapRule(@Nullable Long expected, double tolerance) {

    private static final double USUAL = 0.1;
    private static final double MOST = 100;

    static GapRule parse(@Nullable String expected, @Nullable String tolerance) {
        return new GapRule(
                expected == null ? null : Long.valueOf(expected(expected)),
                tolerance == null ? USUAL : tolerance(tolerance));
    }

    private static long expected(String text) {
        BucketWidth width = ProblemException.orBadParameter("expected_interval", () -> BucketWidth.parse(text));
        if (width.isCalendar()) {
            throw ProblemException.badParameter(
                    "expected_interval",
                    "expected_interval is a fixed length such as 30s, 5m, 1d: months are not equally long");
        }
        return width.micros();
    }

    private static double tolerance(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= 0 && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused like a number out of range.
        }
        throw ProblemException.badParameter(
                "tolerance",
                "tolerance is a share of the expected interval, from 0 to 100, such as 0.1, not '" + text + "'");
    }
}
