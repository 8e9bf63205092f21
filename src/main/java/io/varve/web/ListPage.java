package io.varve.web;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * A page of a list, by the query parameters {@code limit} (1 to 1000, 100 when missing) and {@code offset} (0 when
 * missing); other values are a 400.
 *
 * @param count how many entries there are in all
 * @param next URL of the page after this one; null if it is the last
 * @param previous URL of the page before; null if it is the first
 * @param results the entries of this page
 */
public record ListPage<T>(
        long count, @Nullable String next, @Nullable String previous, List<T> results) {

    /** Reads so many entries, from that position on. */
    public interface Reader<T> {
        List<T> read(int limit, int offset);
    }

    /** Of a list that is read a page at a time. */
    public static <T> ListPage<T> of(
            @Nullable String limit, @Nullable String offset, LongSupplier count, Reader<T> reader) {
        int size = Paging.limit(limit);
        int start = Paging.position("offset", offset);
        long entries = count.getAsLong();
        long following = (long) start + size;
        return new ListPage<>(
                entries,
                following < entries ? url(size, following) : null,
                start > 0 ? url(size, Math.max(0, start - size)) : null,
                reader.read(size, start));
    }

    /** Of a list that is there already. */
    public static <T> ListPage<T> of(@Nullable String limit, @Nullable String offset, List<T> all) {
        return of(
                limit,
                offset,
                all::size,
                (size, start) -> all.stream().skip(start).limit(size).toList());
    }

    private static String url(int limit, long offset) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("limit", limit)
                .replaceQueryParam("offset", offset)
                .toUriString();
    }
}
