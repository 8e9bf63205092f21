package io.varve.retention;

import io.varve.retention.RetentionProperties.Configured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The policies of the configuration: those of {@code varve.retention.policies}, those of a block {@code retention_policy} in
 * application.yml or in {@code varve.retention.file}, and for tiers without one of these for all series, the profile's.
 */
@Component
class ConfiguredPolicies {

    private final List<RetentionPolicy> policies;

    ConfiguredPolicies(RetentionProperties properties, ConfigurableEnvironment environment) {
        List<RetentionPolicy> own = new ArrayList<>();
        properties.policies().stream().map(Configured::policy).forEach(own::add);
        own.addAll(RetentionBlock.policies(blockOf(environment)));
        if (properties.file() != null) {
            own.addAll(RetentionBlock.policies(blockOf(properties.file())));
        }
        Set<String> decided = own.stream()
                .filter(RetentionPolicy::isForAll)
                .map(RetentionPolicy::tier)
                .collect(Collectors.toSet());
        properties.profile().policies().stream()
                .filter(policy -> !decided.contains(policy.tier()))
                .forEach(own::add);
        this.policies = List.copyOf(own);
    }

    List<RetentionPolicy> all() {
        return policies;
    }

    // Not by Spring's binding, which takes the underscores out of names.
    private static Map<String, String> blockOf(ConfigurableEnvironment environment) {
        Map<String, String> block = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (String name : enumerable.getPropertyNames()) {
                    if (name.startsWith(RetentionBlock.NAME + ".")) {
                        block.put(name, environment.getRequiredProperty(name));
                    }
                }
            }
        }
        return block;
    }

    private static Map<String, String> blockOf(Path file) {
        if (!Files.isReadable(file)) {
            throw new RefusedRetentionException("varve.retention.file is '%s', which cannot be read".formatted(file));
        }
        Map<String, String> block = new TreeMap<>();
        yaml(file).forEach((name, value) -> block.put(name.toString(), value.toString()));
        if (block.keySet().stream().noneMatch(name -> name.startsWith(RetentionBlock.NAME + "."))) {
            throw new RefusedRetentionException(
                    "varve.retention.file is '%s', which has no block %s".formatted(file, RetentionBlock.NAME));
        }
        return block;
    }

    private static Properties yaml(Path file) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new FileSystemResource(file));
        try {
            return Objects.requireNonNullElseGet(yaml.getObject(), Properties::new);
        } catch (YAMLException e) {
            throw new RefusedRetentionException(
                    "varve.retention.file is '%s', which is no YAML: %s".formatted(file, e.getMessage()));
        }
    }
}
