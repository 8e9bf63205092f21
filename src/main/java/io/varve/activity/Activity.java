package io.varve.activity;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line of the log for something that was done, at level debug. What it tells stands in the message as {@code name=value}, and is a field each
 * in structured logs.
 *
 * <p>Off by default: {@code logging.level.varve.activity=debug} writes all, {@code varve.activity.writes}, {@code varve.activity.runs} and
 * {@code varve.activity.queries} some.
 */
public final class Activity {

    /** What was done: points stored or removed, a run of a job, a query answered. */
    public enum Kind {
        WRITES,
        RUNS,
        QUERIES;

        private final Logger log = LoggerFactory.getLogger("varve.activity." + name().toLowerCase(Locale.ROOT));
    }

    /** Texts of clients do not begin lines of their own. */
    private static final Pattern BREAKS = Pattern.compile("\\p{Cntrl}");

    private final boolean told;
    private LoggingEventBuilder event;
    private final StringBuilder message;

    private Activity(Logger log, String what) {
        this.told = log.isDebugEnabled();
        this.event = log.atDebug();
        this.message = new StringBuilder(told ? what : "");
    }

    /** Whether anybody wants to read it: what takes work to tell need not be found out otherwise. */
    public static boolean isTold(Kind kind) {
        return kind.log.isDebugEnabled();
    }

    /** Costs next to nothing where it is not written. */
    public static Activity of(Kind kind, String what) {
        return new Activity(kind.log, what);
    }

    /** {@code value}: null for nothing to tell. */
    public Activity with(String name, @Nullable Object value) {
        if (told && value != null) {
            message.append(' ')
                    .append(name)
                    .append('=')
                    .append(BREAKS.matcher(value.toString()).replaceAll(" "));
            event = event.addKeyValue(name, value);
        }
        return this;
    }

    public Activity seconds(long nanos) {
        return with("seconds", Math.round(nanos / 1e3) / 1e6);
    }

    public void tell() {
        event.log(message.toString());
    }
}
