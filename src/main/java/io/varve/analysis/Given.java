package io.varve.analysis;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters as they came in, by name. */
final class Given {

    private final Map<String, @Nullable String> values = new HashMap<>();

    Given with(String name, @Nullable String value) {
        values.put(name, value);
        return this;
    }

    Map<String, @Nullable String> values() {
        return values;
    }
}
