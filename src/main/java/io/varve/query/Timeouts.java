package io.varve.query;

import io.varve.timeseries.BucketWidth;
import io.varve.web.ProblemException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How long a query may be asked to take: not longer than any statement of the pool. */
@Component
class Timeouts {

    private static final Pattern MILLIS = Pattern.compile("([1-9]\\d{0,8})ms");

    private final Duration longest;

    Timeouts(@Value("${varve.pool.query.statement-timeout}") Duration longest) {
        this.longest = longest.isZero() ? Duration.ofDays(1) : longest;
    }

    @Nullable
    Duration read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Duration asked = parse(text.strip().toLowerCase(Locale.ROOT));
        if (asked == null || asked.compareTo(longest) > 0) {
            throw ProblemException.badParameter(
                    "timeout",
                    "timeout is a length of time such as 500ms or 5s, at most %d ms (varve.pool.query.statement-timeout), not '%s'"
                            .formatted(longest.toMillis(), text));
        }
        return asked;
    }

    private static @Nullable Duration parse(String text) {
        Matcher millis = MILLIS.matcher(text);
        if (millis.matches()) {
            return Duration.ofMillis(Long.parseLong(millis.group(1)));
        }
        try {
            BucketWidth width = BucketWidth.parse(text);
            return width.isCalendar() ? null : Duration.of(width.micros(), ChronoUnit.MICROS);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
