package io.varve.timeseries;

import java.time.ZoneId;
import java.util.regex.Pattern;

/** Time zones as clients name them, when they write as when they ask. */
public final class Zones {

    private static final Pattern OFFSET = Pattern.compile("[+-](0\\d|1[0-7]):[0-5]\\d");

    private Zones() {}

    /**
     * An IANA name or an offset.
     *
     * @throws IllegalArgumentException if it is neither; the message says what is accepted
     */
    public static ZoneId parse(String text) {
        String name = text.strip();
        if (ZoneId.getAvailableZoneIds().contains(name) || OFFSET.matcher(name).matches()) {
            return ZoneId.of(name);
        }
        throw new IllegalArgumentException("'" + (text.length() <= 64 ? text : text.substring(0, 64) + "...")
                + "' is not a time zone; accepted are IANA names such as Europe/Berlin and offsets such as +05:30"
                + " (a '+' in a URL is written as %2B)");
    }
}
