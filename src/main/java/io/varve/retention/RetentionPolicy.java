package io.varve.retention;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * For how long a tier is kept.
 *
 * @param tier raw, or the name of a tier
 * @param series regular expression that the whole name of a metric type has to match; null for all that no other policy of
 *     the tier matches
 * @param order of several patterns that match the lowest order counts, then the longest pattern, then the first name
 * @param action what is to happen when the time is over
 * @param createdAt null for one of the configuration, as is updatedAt
 */
record RetentionPolicy(
        String name,
        String tier,
        @Nullable Pattern series,
        Keep keep,
        int order,
        Origin origin,
        Action action,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    static final int MAX_NAME = 255;
    private static final int MAX_PATTERN = 1_000;

    /** Which of the policies that match a series counts. */
    static final Comparator<RetentionPolicy> FIRST_MATCH = Comparator.comparingInt(RetentionPolicy::order)
            .thenComparing(policy -> -policy.pattern().length())
            .thenComparing(RetentionPolicy::name);

    enum Origin {
        CONFIG,
        API
    }

    /** Deleting waits until every tier built from the rows has them; archiving writes them to files first. */
    enum Action {
        DELETE,
        ARCHIVE
    }

    static RetentionPolicy configured(String name, String tier, @Nullable String series, Keep keep, int order) {
        return configured(name, tier, series, keep, order, Action.DELETE);
    }

    static RetentionPolicy configured(
            String name, String tier, @Nullable String series, Keep keep, int order, Action action) {
        return new RetentionPolicy(
                name, tier, series == null ? null : compile(series), keep, order, Origin.CONFIG, action, null, null);
    }

    /** By RE2: linear in the length of a name. Throws an {@link IllegalArgumentException} that says what is wrong. */
    static Pattern compile(String series) {
        if (series.isEmpty() || series.length() > MAX_PATTERN) {
            throw new IllegalArgumentException(
                    "'series' is a regular expression of 1 to %d characters".formatted(MAX_PATTERN));
        }
        try {
            return Pattern.compile(series);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'series' is no regular expression (RE2 syntax): " + e.getMessage(), e);
        }
    }

    boolean isForAll() {
        return series == null;
    }

    boolean matches(String metric) {
        return series == null || series.matches(metric);
    }

    /** What lies before is removed; null for nothing. */
    @Nullable
    Instant cutoff(Instant now) {
        return keep.cutoff(now);
    }

    boolean archives() {
        return action == Action.ARCHIVE;
    }

    /** Null for ever. */
    @Nullable
    Duration shortest() {
        return keep.isForever() ? null : keep.shortest();
    }

    String pattern() {
        return series == null ? "" : series.pattern();
    }

    /** As an error message names it. */
    @Override
    public String toString() {
        return "'%s' (%s %s%s)".formatted(name, tier, keep, series == null ? "" : " for " + pattern());
    }
}
