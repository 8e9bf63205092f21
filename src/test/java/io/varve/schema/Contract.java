package io.varve.schema;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The document {@code openapi.yaml}, with its references followed. */
final class Contract {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;

    private Contract(JsonNode document) {
        this.document = document;
    }

    /** Repeated keys are an error. */
    static Contract load() throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object document = new Yaml(new SafeConstructor(options)).load(Files.readString(Path.of("openapi.yaml")));
        return new Contract(JSON.valueToTree(document));
    }

    JsonNode document() {
        return document;
    }

    /** A method of a path, with the parameters of both. */
    record Operation(String name, String path, JsonNode node, List<JsonNode> parameters) {

        Stream<String> parameters(String in) {
            return parameters.stream()
                    .filter(each -> each.path("in").asString().equals(in))
                    .map(each -> each.path("name").asString());
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.add(new Operation(
                                member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                path.getKey(),
                                member.getValue(),
                                Stream.of(path.getValue(), member.getValue())
                                        .flatMap(each -> each.path("parameters").valueStream())
                                        .map(this::resolved)
                                        .toList()))));
        return operations;
    }

    Operation operation(String name) {
        return operations().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not documented"));
    }

    JsonNode response(Operation operation, int status) {
        return resolved(operation.node().path("responses").path(Integer.toString(status)));
    }

    /** The node itself, or what its $ref leads to; a missing node if that does not exist. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref")
                ? resolved(document.at(node.get("$ref").asString().substring(1)))
                : node;
    }

    /** What the value breaks in a schema of the document. */
    List<String> violations(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("$defs", document.at("/components/schemas"));
        // Where a JSON Schema by itself keeps what others refer to.
        String text = whole.toString().replace("#/components/schemas/", "#/$defs/");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** What the schema itself breaks in JSON Schema 2020-12. */
    static List<String> defects(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(schema)
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** Every object in the document, outermost first. */
    Stream<JsonNode> nodes() {
        return nodes(document);
    }

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(Contract::nodes));
    }
}
