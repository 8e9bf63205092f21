package io.varve.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Schemas of Draft 7 and 2020-12 (by {@code $schema}; 2020-12 when it is missing). Nothing is ever fetched: a
 * reference leads into the schema itself or to the meta-schemas that come with the library.
 */
@Component
class SchemaCompiler {

    private static final int MAX_MESSAGES = 10;
    private static final List<String> SAMPLES = List.of("null", "0", "true", "\"\"", "[0]", "{}", "{\"value\":0}");
    private static final JsonMapper JSON = new JsonMapper();

    private final SchemaRegistryConfig config = SchemaRegistryConfig.builder()
            .locale(Locale.ENGLISH)
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(new LinearRegex())
            .build();

    /** Broken rules of the JSON Schema specification, each with a JSON pointer; empty for a good schema. */
    List<String> defects(JsonNode schema) {
        if (!schema.isObject() && !schema.isBoolean()) {
            return List.of("a JSON Schema is an object or a boolean");
        }
        String dialect = schema.path("$schema").asString(SpecificationVersion.DRAFT_2020_12.getDialectId());
        return SpecificationVersion.fromDialectId(dialect)
                .filter(this::supported)
                .map(version -> defects(schema, version))
                .orElse(List.of("/$schema: '%s' is neither Draft 7 (%s) nor 2020-12 (%s)"
                        .formatted(
                                dialect,
                                SpecificationVersion.DRAFT_7.getDialectId(),
                                SpecificationVersion.DRAFT_2020_12.getDialectId())));
    }

    Schema compile(String json) {
        return registry().getSchema(JSON.readTree(json));
    }

    static List<String> violations(Schema schema, JsonNode value) {
        try {
            return schema.validate(value).stream()
                    .limit(MAX_MESSAGES)
                    .map(SchemaCompiler::message)
                    .toList();
        } catch (StackOverflowError e) {
            return List.of("the schema refers to itself without end");
        }
    }

    private boolean supported(SpecificationVersion version) {
        return version == SpecificationVersion.DRAFT_7 || version == SpecificationVersion.DRAFT_2020_12;
    }

    private List<String> defects(JsonNode schema, SpecificationVersion version) {
        Schema metaSchema = registry().getSchema(SchemaLocation.of(version.getDialectId()));
        List<String> broken = violations(metaSchema, schema);
        return broken.isEmpty() ? trial(schema) : broken;
    }

    /** Compiles the schema and tries it, because the library resolves some references only when a value comes. */
    private List<String> trial(JsonNode schema) {
        try {
            Schema compiled = registry().getSchema(schema);
            compiled.initializeValidators();
            return SAMPLES.stream()
                    .flatMap(sample -> violations(compiled, JSON.readTree(sample)).stream())
                    .filter(message -> message.startsWith("the schema"))
                    .limit(1)
                    .toList();
        } catch (SchemaException | com.google.re2j.PatternSyntaxException e) {
            return List.of("cannot be used: " + e.getMessage());
        }
    }

    /** A registry of its own for every schema: nothing one of them defines can be seen by another. */
    private SchemaRegistry registry() {
        return SchemaRegistry.withDialects(
                List.of(Dialects.getDraft7(), Dialects.getDraft202012()),
                builder -> builder.defaultDialectId(SpecificationVersion.DRAFT_2020_12.getDialectId())
                        .schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.allow(iri -> comesWithTheLibrary(iri.toString()))));
    }

    private static boolean comesWithTheLibrary(String iri) {
        return iri.startsWith("http://json-schema.org/draft-07/")
                || iri.startsWith("https://json-schema.org/draft/2020-12/");
    }

    private static String message(Error error) {
        String pointer = error.getInstanceLocation().toString();
        return (pointer.isEmpty() ? "" : pointer + ": ") + error.getMessage() + " (" + error.getKeyword() + ")";
    }
}
