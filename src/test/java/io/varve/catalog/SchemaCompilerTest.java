package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SchemaCompilerTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String COLOR = """
            {"type": "object", "required": ["r", "g", "b"], "properties": {
                "r": {"type": "number", "minimum": 0, "maximum": 255},
                "g": {"type": "number", "minimum": 0, "maximum": 255},
                "b": {"type": "number", "minimum": 0, "maximum": 255}}}
            """;

    private final SchemaCompiler compiler = new SchemaCompiler();

    private List<String> defects(String schema) {
        return compiler.defects(JSON.readTree(schema));
    }

    private List<String> violations(String schema, String value) {
        assertThat(defects(schema)).isEmpty();
        return new ValueSchema(schema, compiler).violations(JSON.readTree(value));
    }

    @Test
    void mod5_f17_a_value_out_of_range_is_named_with_its_pointer_and_rule() {
        assertThat(violations(COLOR, "{\"r\":1,\"g\":2,\"b\":3}")).isEmpty();
        assertThat(violations(COLOR, "{\"r\":1000,\"g\":-5,\"b\":3}"))
                .containsExactlyInAnyOrder(
                        "/r: must have a maximum value of 255 (maximum)",
                        "/g: must have a minimum value of 0 (minimum)");
        assertThat(violations(COLOR, "{\"r\":1,\"g\":\"x\"}"))
                .containsExactlyInAnyOrder(
                        "/g: string found, number expected (type)", "required property 'b' not found (required)");
    }

    @Test
    void a_pointer_escapes_slashes_and_tildes() {
        assertThat(violations("{\"additionalProperties\":{\"type\":\"number\"}}", "{\"a/b~c\":\"x\"}"))
                .containsExactly("/a~1b~0c: string found, number expected (type)");
    }

    @Test
    void the_draft_follows_from_the_schema_keyword() {
        String tuple = "\"items\":[{\"type\":\"number\"}]";
        assertThat(defects("{\"$schema\":\"http://json-schema.org/draft-07/schema#\"," + tuple + "}"))
                .isEmpty();
        assertThat(defects("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"," + tuple + "}"))
                .isNotEmpty();
        assertThat(defects("{" + tuple + "}")).isNotEmpty();
        assertThat(violations("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"maximum\":1}", "2"))
                .hasSize(1);
        assertThat(violations("{\"$defs\":{\"n\":{\"maximum\":1}},\"$ref\":\"#/$defs/n\"}", "2"))
                .hasSize(1);
    }

    @Test
    void mod4_a_bad_schema_is_refused_with_the_rule_it_breaks() {
        assertThat(defects("{\"type\":\"nmber\"}").get(0)).startsWith("/type: ").contains("enum");
        assertThat(defects("{\"properties\":{\"value\":{\"minimum\":\"0\"}}}"))
                .containsExactly("/properties/value/minimum: string found, number expected (type)");
        assertThat(defects("[1]")).containsExactly("a JSON Schema is an object or a boolean");
        assertThat(defects("{\"$schema\":\"http://json-schema.org/draft-04/schema#\"}")
                        .get(0))
                .startsWith("/$schema: ");
        assertThat(defects("{\"$schema\":7}")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"http://127.0.0.1:1/x.json\"}",
                "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"$ref\":\"other.json\"}",
                "{\"properties\":{\"value\":{\"items\":{\"$ref\":\"https://example.com/schema\"}}}}",
                "{\"$dynamicRef\":\"http://127.0.0.1:1/x.json\"}",
                "{\"$ref\":\"classpath:draft-07/schema\"}",
                "{\"$ref\":\"#/$defs/missing\"}",
                "{\"$ref\":\"#\"}",
                "{\"pattern\":\"(\"}",
                "{\"pattern\":\"(?=x)y\"}",
                "{\"patternProperties\":{\"(a)\\\\1\":{}}}"
            })
    void references_that_lead_out_or_nowhere_and_patterns_without_a_linear_way_are_refused(String schema) {
        assertThat(defects(schema)).hasSize(1);
    }

    @Test
    void a_nested_quantifier_in_a_pattern_takes_linear_time() {
        assertThat(violations("{\"pattern\":\"^(a+)+$\"}", "\"" + "a".repeat(1000) + "!\""))
                .hasSize(1);
    }

    @Test
    void patterns_are_searched_for_as_the_specification_says() {
        assertThat(violations("{\"pattern\":\"b\"}", "\"abc\"")).isEmpty();
    }

    @Test
    void a_schema_can_refer_to_itself() {
        String list = "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"},\"v\":{\"type\":\"number\"}}}";
        assertThat(violations(list, "{\"next\":{\"next\":{\"v\":\"x\"}}}"))
                .containsExactly("/next/next/v: string found, number expected (type)");
    }

    @Test
    void one_schema_cannot_see_what_another_defines() {
        assertThat(defects("{\"$id\":\"https://a.example/s\",\"type\":\"number\"}"))
                .isEmpty();
        assertThat(defects("{\"$ref\":\"https://a.example/s\"}")).hasSize(1);
    }

    @Test
    void whole_numbers_are_integers_however_they_are_written() {
        assertThat(violations("{\"type\":\"integer\"}", "3.0")).isEmpty();
        assertThat(violations("{\"type\":\"integer\"}", "3.5")).hasSize(1);
        assertThat(violations("{\"type\":\"integer\",\"maximum\":5}", "9007199254740993"))
                .hasSize(1);
    }

    @Test
    void boolean_schemas_accept_all_or_nothing() {
        assertThat(violations("true", "1")).isEmpty();
        assertThat(violations("false", "1")).hasSize(1);
    }
}
