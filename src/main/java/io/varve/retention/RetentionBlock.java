package io.varve.retention;

import io.varve.retention.RetentionPolicy.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code retention_policy} of the rollup learning project, as it stands there: entries of {@code resolution} (10s is
 * raw, 1min the tier 1m), {@code retain_for} and {@code action} ({@code delete}, {@code downsample_to_1min} or {@code
 * archive_to_s3}).
 */
final class RetentionBlock {

    static final String NAME = "retention_policy";

    private static final Set<String> MEMBERS = Set.of("resolution", "retain_for", "action", "series");
    private static final Pattern RESOLUTION = Pattern.compile("(\\d{1,9})\\s?(s|m|min|h|d|w|mo|y)");
    private static final Map<String, String> UNITS = Map.of("min", "m");
    private static final String DOWNSAMPLE = "downsample_to_";

    private RetentionBlock() {}

    /**
     * The policies of a block.
     *
     * @param properties names are those in YAML, joined by dots: {@code retention_policy.raw_data.retain_for}; others are
     *     left aside
     */
    static List<RetentionPolicy> policies(Map<String, String> properties) {
        Map<String, Map<String, String>> entries = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(NAME + ".")) {
                int dot = name.lastIndexOf('.');
                String entry = dot > NAME.length() ? name.substring(NAME.length() + 1, dot) : "";
                String member = name.substring(dot + 1);
                if (entry.isEmpty() || !MEMBERS.contains(member)) {
                    throw new RefusedRetentionException(
                            "%s is unknown: an entry of %s has resolution, retain_for, action and series"
                                    .formatted(name, NAME));
                }
                entries.computeIfAbsent(entry, key -> new TreeMap<>()).put(member, value);
            }
        });
        List<RetentionPolicy> policies = new ArrayList<>();
        entries.forEach((name, members) -> policies.add(policy(name, members)));
        return policies;
    }

    private static RetentionPolicy policy(String name, Map<String, String> members) {
        try {
            String tier = tier(required(members, "resolution"));
            return RetentionPolicy.configured(
                    name,
                    tier,
                    members.get("series"),
                    Keep.parse(required(members, "retain_for")),
                    0,
                    action(members.getOrDefault("action", "delete"), tier));
        } catch (IllegalArgumentException e) {
            throw new RefusedRetentionException("%s.%s: %s".formatted(NAME, name, e.getMessage()));
        }
    }

    /** Points come at whatever resolution: what is finer than the first tier is raw. */
    private static String tier(String resolution) {
        String text = resolution.strip().toLowerCase(Locale.ROOT);
        Matcher width = RESOLUTION.matcher(text);
        if (text.equals(Layer.RAW) || text.endsWith("s") && width.matches() && Long.parseLong(width.group(1)) < 60) {
            return Layer.RAW;
        }
        if (!width.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a resolution such as 10s, 1min, 1h or 1d".formatted(resolution));
        }
        return width.group(1) + UNITS.getOrDefault(width.group(2), width.group(2));
    }

    private static Action action(String action, String tier) {
        String wanted = action.strip().toLowerCase(Locale.ROOT);
        if (wanted.startsWith(DOWNSAMPLE)) {
            if (tier(wanted.substring(DOWNSAMPLE.length())).equals(tier)) {
                throw new IllegalArgumentException("'%s' is the resolution itself".formatted(action));
            }
            return Action.DELETE;
        }
        if (wanted.startsWith("archive")) {
            return Action.ARCHIVE;
        }
        if (wanted.equals("delete")) {
            return Action.DELETE;
        }
        throw new IllegalArgumentException(
                "'%s' is not an action; there are delete, downsample_to_<tier> and archive_to_<place>"
                        .formatted(action));
    }

    private static String required(Map<String, String> members, String member) {
        @Nullable String value = members.get(member);
        if (value == null) {
            throw new IllegalArgumentException(member + " is missing");
        }
        return value;
    }
}
