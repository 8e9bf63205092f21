package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.schema.Contract.Operation;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The contract as a document: what OpenAPI 3.1 demands of it, and that its examples are examples of it. */
class OpenApiTest {

    private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");

    private final Contract contract = Contract.load();

    OpenApiTest() throws IOException {}

    @Test
    void it_says_what_it_is() {
        assertThat(contract.document().path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(contract.document().at("/info/title").asString()).isEqualTo("Varve");
        assertThat(contract.document().at("/info/version").asString()).isNotEmpty();
    }

    @Test
    void every_reference_leads_somewhere() {
        assertThat(contract.nodes()
                        .filter(node -> node.has("$ref"))
                        .filter(node -> contract.resolved(node).isMissingNode())
                        .map(node -> node.get("$ref").asString()))
                .isEmpty();
    }

    @Test
    void every_component_is_used() {
        List<String> used = contract.nodes()
                .filter(node -> node.has("$ref"))
                .map(node -> node.get("$ref").asString())
                .toList();
        assertThat(contract.document().path("components").properties().stream()
                        .flatMap(kind -> kind.getValue().properties().stream()
                                .map(component -> "#/components/" + kind.getKey() + "/" + component.getKey())))
                .isSubsetOf(used);
    }

    @Test
    void every_operation_has_an_id_of_its_own_a_known_tag_a_summary_and_described_responses() {
        List<Operation> operations = contract.operations();
        List<String> tags = contract.document()
                .path("tags")
                .valueStream()
                .map(tag -> tag.path("name").asString())
                .toList();
        assertThat(operations)
                .extracting(each -> each.node().path("operationId").asString())
                .doesNotHaveDuplicates();
        assertThat(operations).allSatisfy(each -> {
            assertThat(each.node().path("summary").asString()).isNotEmpty();
            assertThat(each.node().path("tags").valueStream().map(JsonNode::asString))
                    .isNotEmpty()
                    .isSubsetOf(tags);
            assertThat(each.node().path("responses").properties())
                    .isNotEmpty()
                    .allMatch(response -> contract.resolved(response.getValue()).has("description"));
        });
    }

    @Test
    void the_places_in_a_path_are_its_path_parameters() {
        assertThat(contract.operations()).allSatisfy(each -> {
            assertThat(each.parameters("path"))
                    .containsExactlyElementsOf(PLACE.matcher(each.path())
                            .results()
                            .map(place -> place.group(1))
                            .toList());
            assertThat(each.parameters()).allSatisfy(parameter -> {
                assertThat(parameter.path("in").asString()).isIn("query", "path", "header");
                assertThat(parameter.has("schema")).isTrue();
                if (parameter.path("in").asString().equals("path")) {
                    assertThat(parameter.path("required").asBoolean()).isTrue();
                }
            });
        });
    }

    @Test
    void every_schema_is_a_json_schema() {
        assertThat(contract.nodes()
                        .filter(node -> node.has("schema"))
                        .map(node -> node.get("schema"))
                        .filter(JsonNode::isObject)
                        .flatMap(schema -> Contract.defects(schema).stream()))
                .isEmpty();
        assertThat(contract.document()
                        .at("/components/schemas")
                        .valueStream()
                        .flatMap(schema -> Contract.defects(schema).stream()))
                .isEmpty();
    }

    @Test
    void every_example_is_one_of_its_schema() {
        assertThat(contract.nodes()
                        .filter(node -> node.has("schema"))
                        .flatMap(node -> examples(node)
                                .flatMap(example -> contract.violations(node.get("schema"), example).stream())))
                .isEmpty();
    }

    private static Stream<JsonNode> examples(JsonNode node) {
        return Stream.concat(
                node.has("example") ? Stream.of(node.get("example")) : Stream.empty(),
                node.path("examples").valueStream().map(example -> example.path("value")));
    }
}
