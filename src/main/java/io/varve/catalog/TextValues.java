package io.varve.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The dictionary of text values: a point of a text series stores the code. Codes are never reused or deleted. */
@Component
public class TextValues {

    /** The longest text, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    private final JdbcClient ingest;
    private final JdbcClient query;
    private final OwnTransaction transaction;
    private final Cache<String, Integer> codes;
    private final Cache<Integer, String> texts;

    TextValues(
            @Qualifier("ingestJdbc") JdbcClient ingest,
            @Qualifier("queryJdbc") JdbcClient query,
            OwnTransaction transaction,
            CatalogProperties properties) {
        this.ingest = ingest;
        this.query = query;
        this.transaction = transaction;
        this.codes = cache(properties.cachedTexts().toBytes(), (text, code) -> weight(text));
        this.texts = cache(properties.cachedTexts().toBytes(), (code, text) -> weight(text));
    }

    /** The text itself if it can be a value; else an {@link IllegalArgumentException} fit for the caller. */
    public static String checked(String text) {
        CatalogText.checked("a text value", text, 0, MAX_BYTES);
        if (text.length() * 3 > MAX_BYTES) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "a text value must have at most %d bytes of UTF-8, this has %d".formatted(MAX_BYTES, bytes));
            }
        }
        return text;
    }

    /**
     * Codes in the order of the texts; makes the missing ones, committed when this returns. At most one statement. Must
     * not be called inside a transaction. A text that cannot be stored is an {@link IllegalArgumentException}.
     */
    public int[] encode(List<String> values) {
        Map<String, Integer> known = new HashMap<>();
        LinkedHashMap<String, Integer> missing = new LinkedHashMap<>();
        for (String value : values) {
            Integer code = codes.getIfPresent(value);
            if (code == null) {
                missing.putIfAbsent(checked(value), missing.size());
            } else {
                known.put(value, code);
            }
        }
        if (!missing.isEmpty()) {
            known.putAll(make(new ArrayList<>(missing.keySet())));
        }
        return values.stream()
                .mapToInt(value -> Objects.requireNonNull(known.get(value)))
                .toArray();
    }

    /** Texts by code; codes that do not exist are left out. At most one statement, on the query pool. */
    public Map<Integer, String> decode(Collection<Integer> wanted) {
        Map<Integer, String> found = new HashMap<>(texts.getAllPresent(wanted));
        Object[] missing = wanted.stream()
                .filter(code -> !found.containsKey(code))
                .distinct()
                .toArray();
        if (missing.length > 0) {
            query.sql("SELECT text_id, value FROM catalog.text_value WHERE text_id = ANY (?)")
                    .param(new SqlArrayValue("int4", missing))
                    .query(row -> {
                        found.put(row.getInt(1), row.getString(2));
                        texts.put(row.getInt(1), row.getString(2));
                    });
        }
        return found;
    }

    private Map<String, Integer> make(List<String> values) {
        List<Integer> made = transaction.run(() -> ingest.sql("SELECT catalog.encode_texts(?)")
                .param(new SqlArrayValue("text", values.toArray()))
                .query(Integer.class)
                .list());
        Map<String, Integer> result = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            result.put(values.get(i), made.get(i));
        }
        codes.putAll(result);
        return result;
    }

    private static <K, V> Cache<K, V> cache(long bytes, Weigher<K, V> weigher) {
        return Caffeine.newBuilder().maximumWeight(bytes).weigher(weigher).build();
    }

    private static int weight(@Nullable String text) {
        return text == null ? 0 : 100 + text.length();
    }
}
