package io.varve.catalog;

/** What the values of a field are. Fixed by the field's first value; stored as a float8 in every case. */
public enum ValueKind {
    NUMBER("number", "a number"),
    /** Stored as 0 and 1. */
    BOOLEAN("boolean", "a boolean"),
    /** Stored as a code of {@link TextValues}. */
    TEXT("text", "a text");

    private final String code;
    private final String article;

    ValueKind(String code, String article) {
        this.code = code;
        this.article = article;
    }

    /** The word the API and the database use: {@code number}, {@code boolean}, {@code text}. */
    public String code() {
        return code;
    }

    public static ValueKind of(String code) {
        for (ValueKind kind : values()) {
            if (kind.code.equals(code)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of value '" + code + "'");
    }

    /** Why a value of the asked kind cannot go into a field of this kind. */
    String refuses(SeriesKey key, ValueKind asked) {
        return "field '%s' of series '%s' holds %ss, this is %s"
                .formatted(key.field(), key.metric(), code, asked.article);
    }
}
