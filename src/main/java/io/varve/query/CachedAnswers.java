package io.varve.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Answers about closed ranges, kept here and by clients. Each is asked for by a validator that the database has just confirmed, so
 * none is ever out of date. A tag is the validator and a number of its own: equal tags are of the same bytes.
 */
@Component
class CachedAnswers {

    private static final Pattern TAG = Pattern.compile("\"([^\"]*)\"");

    /** One answer takes no more of the memory than this part. */
    private static final int PARTS = 8;

    /** Bytes for what is known of how far answers reach. */
    private static final int MOST_REACHES = 4 << 20;

    private final Validators validators;
    private final Cache<Key, StoredAnswer> cache;
    private final Cache<String, Long> reaches = Caffeine.newBuilder()
            .maximumWeight(MOST_REACHES)
            .<String, Long>weigher((key, reach) -> 100 + key.length())
            .build();
    private final Counter unchanged;
    private final int most;
    private final String control;

    private record Key(String validator, boolean compressed) {}

    CachedAnswers(Validators validators, AnswerCacheProperties properties, MeterRegistry registry) {
        this.validators = validators;
        this.most = (int) Math.min(Integer.MAX_VALUE / 2, properties.size().toBytes() / PARTS);
        this.control = properties.maxAge().isZero()
                ? "no-cache"
                : "max-age=" + properties.maxAge().toSeconds();
        this.cache = Caffeine.newBuilder()
                .maximumWeight(properties.size().toBytes())
                .<Key, StoredAnswer>weigher((key, answer) -> answer.weight())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(registry, cache, "varve.query.answers");
        this.unchanged = Counter.builder("varve.query.unchanged")
                .description("Queries answered by 304: the client has the answer")
                .register(registry);
    }

    /** Answers the current request if its answer is known, else sees to it that what will be sent may be kept. */
    boolean serves(TimeseriesQuery query, Dependence.Extent extent, String asked) {
        AnswerResponse response = AnswerResponse.current();
        Long reach = extent.after() ? reaches.getIfPresent(key(query, asked)) : Long.valueOf(Page.WITHIN);
        String validator = response == null || reach == null ? null : validators.of(query, extent, reach, asked);
        if (response == null || reach == null || validator == null) {
            return false;
        }
        HttpServletRequest request = response.request();
        String known = known(request, validator);
        boolean compresses = compresses(request);
        StoredAnswer stored = known == null ? cache.getIfPresent(new Key(validator, compresses)) : null;
        if (known != null) {
            unchanged(response, known);
        } else if (stored != null) {
            send(response, stored);
        } else {
            String tag = validator + "." + UUID.randomUUID().toString().substring(24);
            response.keep(
                    control,
                    new AnswerResponse.Sink(
                            tag, compresses, most, reach, answer -> cache.put(new Key(validator, compresses), answer)));
        }
        return known != null || stored != null;
    }

    /**
     * How far after its range an answer reaches is known when it has been computed: the next validator is asked about that. This one was
     * asked about what was known before; if that is less, what will be sent may not be kept.
     *
     * @param reach of the page
     */
    void computed(TimeseriesQuery query, Dependence.Extent extent, String asked, long reach) {
        if (extent.after()) {
            reaches.put(key(query, asked), reach);
            AnswerResponse response = AnswerResponse.current();
            if (response != null && !response.isWithin(reach)) {
                refuse();
            }
        }
    }

    private static String key(TimeseriesQuery query, String asked) {
        return query.range() + asked;
    }

    /** What will be sent is made of more than the validator was asked about. */
    void refuse() {
        AnswerResponse response = AnswerResponse.current();
        if (response != null) {
            response.keep("no-store", null);
        }
    }

    private void unchanged(AnswerResponse response, String tag) {
        unchanged.increment();
        response.setStatus(HttpStatus.NOT_MODIFIED.value());
        response.setHeader(HttpHeaders.ETAG, tag);
        response.setHeader(HttpHeaders.CACHE_CONTROL, control);
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    private void send(AnswerResponse response, StoredAnswer stored) {
        try {
            stored.send(response, control);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The client's tag of an answer that is still the same. */
    private static @Nullable String known(HttpServletRequest request, String validator) {
        List<String> given = Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH));
        Matcher tags = TAG.matcher(String.join(",", given));
        while (tags.find()) {
            if (tags.group(1).startsWith(validator + ".")) {
                return tags.group();
            }
        }
        return null;
    }

    private static boolean compresses(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.ACCEPT_ENCODING)).stream()
                .anyMatch(accepted -> accepted.matches("(?i)(.*,)?\\s*gzip\\s*(;\\s*q=(1|0\\.\\d*[1-9]).*)?(,.*)?"));
    }
}
