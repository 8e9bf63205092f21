package io.varve.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Ready-made policies for all tiers; a tier that is not named is kept for ever. */
enum RetentionProfile {
    NONE(Map.of()),
    STANDARD(Map.of("raw", "30d", "1m", "37d", "5m", "90d", "1h", "1y", "1d", "5y")),
    ARCHIVE(Map.of("raw", "90d", "1m", "30d", "5m", "90d", "1h", "1y", "1d", "10y"));

    private final Map<String, String> keeps;

    RetentionProfile(Map<String, String> keeps) {
        this.keeps = keeps;
    }

    List<RetentionPolicy> policies() {
        List<RetentionPolicy> policies = new ArrayList<>();
        String prefix = name().toLowerCase(Locale.ROOT) + "-";
        new TreeMap<>(keeps)
                .forEach((tier, keep) ->
                        policies.add(RetentionPolicy.configured(prefix + tier, tier, null, Keep.parse(keep), 0)));
        return policies;
    }
}
