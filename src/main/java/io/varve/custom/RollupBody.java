package io.varve.custom;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.varve.catalog.SeriesPatterns;
import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.BucketWidth;
import io.varve.web.JsonBody;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller says about a rollup; the name may be repeated in it. */
record RollupBody(
        @Nullable String name,
        @Nullable String source,
        @Nullable String interval,
        @Nullable String series,
        @Nullable List<@Nullable String> dimensions,
        @JsonProperty("look_back") @Nullable String lookBack,
        @Nullable String retention,
        @Nullable String schedule,
        @Nullable Boolean active) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");
    private static final Pattern TABLE = Pattern.compile("rollup_[0-9]+");
    private static final String LENGTH = "a number with a unit (90m 24h 30d 2w 6mo 5y) or an ISO-8601 duration (P30D)";
    private static final int MOST_DIMENSIONS = 64;
    private static final int LONGEST = 255;

    /** Whether a rollup may be called so: its view is. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !TABLE.matcher(name).matches();
    }

    /**
     * A 400 that names the member if something is wrong with it.
     *
     * @param tiers widths by name, in the order of the tiers
     */
    RollupDefinition definition(String path, Map<String, BucketWidth> tiers) {
        if (name != null && !name.equals(path)) {
            throw JsonBody.bad("name", "'name' must be the name in the path, '%s'".formatted(path));
        }
        BucketWidth source = sourceWidth(tiers);
        BucketWidth width = parsed(
                "interval", required("interval", interval, "the width of its buckets such as 1h"), BucketWidth::parse);
        if (!width.contains(source)) {
            throw JsonBody.bad(
                    "interval",
                    "'interval' is %s, whose buckets are not made of whole buckets of %s; accepted are multiples of that"
                            .formatted(width, source));
        }
        String patterns = required("series", series, "names, globs or regular expressions, such as blog.*");
        SeriesSelector.ofMember(patterns);
        return new RollupDefinition(
                path,
                Objects.requireNonNull(this.source),
                width,
                SeriesPatterns.items(patterns),
                checkedDimensions(),
                length("look_back", lookBack),
                retention != null && retention.strip().equalsIgnoreCase("forever")
                        ? null
                        : length("retention", retention),
                schedule == null ? null : parsed("schedule", schedule, Schedule::parse),
                active == null || active);
    }

    private BucketWidth sourceWidth(Map<String, BucketWidth> tiers) {
        String accepted = String.join(", ", tiers.keySet()) + ", and raw with session_id among the dimensions";
        String asked = required("source", source, "one of " + accepted);
        boolean fromPoints = isOfPoints() && dimensions != null && dimensions.contains(RollupDefinition.SESSION);
        BucketWidth width = fromPoints ? tiers.values().iterator().next() : tiers.get(asked);
        if (width == null) {
            throw JsonBody.bad("source", "'source' is '%s'; accepted are %s".formatted(source, accepted));
        }
        return width;
    }

    private List<String> checkedDimensions() {
        if (dimensions == null) {
            return List.of();
        }
        Set<String> seen = new HashSet<>();
        for (String dimension : dimensions) {
            if (dimension == null
                    || dimension.isEmpty()
                    || dimension.codePointCount(0, dimension.length()) > LONGEST
                    || dimension.indexOf(0) >= 0) {
                throw JsonBody.bad("dimensions", "'dimensions' are names of tags, of 1 to 255 characters, or user_id");
            }
            if (dimension.equals("series") || dimension.equals(RollupDefinition.SESSION) && !isOfPoints()) {
                throw JsonBody.bad("dimensions", refused(dimension));
            }
            if (!seen.add(dimension)) {
                throw JsonBody.bad("dimensions", "'dimensions' has '%s' twice".formatted(dimension));
            }
        }
        if (seen.size() > MOST_DIMENSIONS) {
            throw JsonBody.bad("dimensions", "'dimensions' are at most 64, not " + seen.size());
        }
        return dimensions.stream().map(Objects::requireNonNull).toList();
    }

    private boolean isOfPoints() {
        return RollupDefinition.RAW.equals(source);
    }

    private String refused(String dimension) {
        return dimension.equals("series")
                ? "'dimensions' has 'series': each by itself is what %s has; name the tags to keep".formatted(source)
                : "'dimensions' has 'session_id', which %s does not tell apart, only points do; accepted is 'source' raw, or names of tags and user_id only"
                        .formatted(source);
    }

    private static String required(String member, @Nullable String text, String what) {
        if (text == null) {
            throw JsonBody.bad(member, "'%s' is missing: %s".formatted(member, what));
        }
        return text;
    }

    private static @Nullable BucketWidth length(String member, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return BucketWidth.parse(text);
        } catch (IllegalArgumentException e) {
            throw JsonBody.bad(member, "'%s' is '%s'; accepted: %s".formatted(member, text, LENGTH));
        }
    }

    private static <T> T parsed(String member, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw JsonBody.bad(member, member + ": " + e.getMessage());
        }
    }
}
