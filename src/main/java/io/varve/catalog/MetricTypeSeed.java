package io.varve.catalog;

import io.varve.catalog.MetricTypeRegistry.Put;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Creates the metric types of {@code varve.catalog.seed} at start: a JSON array of {@code {series, schema, description,
 * unit, fill}}. Those that exist are left as they are, so that starting again changes nothing.
 */
@Component
class MetricTypeSeed implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(MetricTypeSeed.class);
    private static final TypeReference<List<MetricTypeBody>> ENTRIES = new TypeReference<>() {};

    private final MetricTypeRegistry registry;
    private final @Nullable Resource seed;

    MetricTypeSeed(MetricTypeRegistry registry, CatalogProperties properties) {
        this.registry = registry;
        this.seed = properties.seed();
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (seed != null) {
            int created = create(seed);
            log.info("Seeded {} metric types from {}", created, seed.getDescription());
        }
    }

    /** How many were created. */
    int create(Resource resource) {
        int created = 0;
        for (MetricTypeBody entry : read(resource)) {
            created += registry.put(name(entry), entry, true) == Put.CREATED ? 1 : 0;
        }
        return created;
    }

    private static List<MetricTypeBody> read(Resource resource) {
        try (InputStream json = resource.getInputStream()) {
            return MetricTypeBody.JSON.readValue(json, ENTRIES);
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "varve.catalog.seed cannot be read: " + resource.getDescription() + ": " + e.getMessage(), e);
        }
    }

    private static String name(MetricTypeBody entry) {
        String problem = CatalogText.nameProblem(entry.series());
        if (entry.series() == null || problem != null) {
            throw new IllegalStateException("varve.catalog.seed: " + problem);
        }
        return entry.series();
    }
}
