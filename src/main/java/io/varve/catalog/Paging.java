package io.varve.catalog;

import io.varve.web.ProblemException;
import io.varve.web.WholeNumber;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Pages of lists: whole numbers among the query parameters, and the URLs of the pages around one. */
public final class Paging {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private Paging() {}

    /** 1 to 1000, 100 when missing; anything else is a 400. */
    public static int limit(@Nullable String text) {
        return text == null ? DEFAULT_LIMIT : number("limit", text, 1, MAX_LIMIT);
    }

    /** 0 when missing; negative or not a number is a 400. */
    public static int position(String parameter, @Nullable String text) {
        return text == null ? 0 : number(parameter, text, 0, Integer.MAX_VALUE);
    }

    /** URL of the page after this one of so many entries; null if it is the last. */
    public static @Nullable String next(int limit, int offset, long count) {
        long following = (long) offset + limit;
        return following < count ? page(limit, following) : null;
    }

    /** URL of the page before; null if it is the first. */
    public static @Nullable String previous(int limit, int offset) {
        return offset > 0 ? page(limit, Math.max(0, offset - limit)) : null;
    }

    private static String page(int limit, long offset) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("limit", limit)
                .replaceQueryParam("offset", offset)
                .toUriString();
    }

    private static int number(String parameter, String text, int minimum, int maximum) {
        Integer number = WholeNumber.of(text, minimum, maximum);
        if (number == null) {
            throw ProblemException.badParameter(
                    parameter,
                    "'%s' must be a whole number from %d to %d, not '%s'".formatted(parameter, minimum, maximum, text));
        }
        return number;
    }
}
