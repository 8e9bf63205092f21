package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The value of one point, as the leaves it consists of: one for a scalar, one per innermost member of an object. */
final class Leaves {

    /** How many fields a value may have. */
    static final int MAX = 1_000;

    private String[] path = new String[4];
    private ValueKind[] kind = new ValueKind[4];
    private double[] number = new double[4];
    private boolean[] integer = new boolean[4];
    private String[] text = new String[4];
    private int size;
    private boolean scalar;

    void clear() {
        size = 0;
        scalar = false;
    }

    int size() {
        return size;
    }

    /** The field's name: members joined by dots, a dot or backslash inside a name escaped. */
    String path(int leaf) {
        return path[leaf];
    }

    ValueKind kind(int leaf) {
        return kind[leaf];
    }

    /** The value of a number, 0 or 1 for a boolean. */
    double number(int leaf) {
        return number[leaf];
    }

    String text(int leaf) {
        return text[leaf];
    }

    void scalar() {
        scalar = true;
    }

    void addNumber(String path, double value, boolean integer) {
        // Adding zero turns -0.0 into 0.0, which are the same value and must not differ as a minimum or maximum.
        add(path, ValueKind.NUMBER, value + 0.0, integer, "");
    }

    void addBoolean(String path, boolean value) {
        add(path, ValueKind.BOOLEAN, value ? 1 : 0, false, "");
    }

    void addText(String path, String value) {
        add(path, ValueKind.TEXT, 0, false, value);
    }

    /** The value as it was sent, to be held against a schema. */
    JsonNode toJson() {
        if (scalar) {
            return leaf(0);
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < size; i++) {
            FieldPath.put(root, path[i], leaf(i));
        }
        return root;
    }

    private JsonNode leaf(int i) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (kind[i]) {
            case NUMBER -> integer[i] ? nodes.numberNode((long) number[i]) : nodes.numberNode(number[i]);
            case BOOLEAN -> nodes.booleanNode(number[i] != 0);
            case TEXT -> nodes.stringNode(text[i]);
        };
    }

    private void add(String path, ValueKind kind, double number, boolean integer, String text) {
        if (size == this.path.length) {
            grow();
        }
        this.path[size] = scalar ? SeriesKey.SCALAR_FIELD : path;
        this.kind[size] = kind;
        this.number[size] = number;
        this.integer[size] = integer;
        this.text[size++] = text;
    }

    private void grow() {
        path = Arrays.copyOf(path, size * 2);
        kind = Arrays.copyOf(kind, size * 2);
        number = Arrays.copyOf(number, size * 2);
        integer = Arrays.copyOf(integer, size * 2);
        text = Arrays.copyOf(text, size * 2);
    }
}
