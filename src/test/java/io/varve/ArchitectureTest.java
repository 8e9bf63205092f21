package io.varve;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

class ArchitectureTest {

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.varve");

    /** Which packages a package may use. The root package may use all, nobody may use the root package. */
    private static final Map<String, List<String>> ALLOWED = Map.ofEntries(
            Map.entry("timeseries", List.of()),
            Map.entry("database", List.of()),
            Map.entry("activity", List.of()),
            Map.entry("ui", List.of()),
            Map.entry("web", List.of("timeseries")),
            Map.entry("catalog", List.of("timeseries", "web")),
            Map.entry("operations", List.of("activity", "catalog", "web")),
            Map.entry("partition", List.of("timeseries", "operations")),
            Map.entry("idempotency", List.of("web")),
            Map.entry("ingest", List.of("timeseries", "activity", "catalog", "idempotency", "partition", "web")),
            Map.entry("rollup", List.of("timeseries", "operations", "partition")),
            Map.entry("settle", List.of("operations")),
            Map.entry("custom", List.of("timeseries", "catalog", "operations", "rollup", "web")),
            Map.entry("profile", List.of("operations")),
            Map.entry(
                    "retention",
                    List.of("timeseries", "catalog", "operations", "partition", "profile", "settle", "web")),
            Map.entry("maintenance", List.of("operations", "partition", "retention")),
            Map.entry("reconcile", List.of("timeseries", "catalog", "operations", "rollup", "custom", "web")),
            Map.entry("backfill", List.of("timeseries", "catalog", "idempotency", "operations", "web")),
            Map.entry("imports", List.of("timeseries", "catalog", "ingest", "partition", "operations", "web")),
            Map.entry("analysis", List.of("timeseries", "query", "web")),
            Map.entry("query", List.of("timeseries", "activity", "catalog", "custom", "operations", "rollup", "web")));

    private static final Set<String> CLOCK_READERS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now");

    @Test
    void packages_use_only_the_packages_they_may_use() {
        ALLOWED.forEach((name, allowed) -> {
            List<String> within = new ArrayList<>(allowed);
            within.add(name);
            noClasses()
                    .that(resideInAPackage("io.varve." + name))
                    .should()
                    .dependOnClassesThat(resideInAPackage("io.varve..")
                            .and(resideOutsideOfPackages(within.stream()
                                    .map(other -> "io.varve." + other)
                                    .toArray(String[]::new))))
                    .check(PRODUCTION);
        });
    }

    @Test
    void every_package_is_flat_and_has_its_dependencies_declared() {
        Set<String> declared = ALLOWED.keySet();
        assertThat(PRODUCTION.getPackage("io.varve").getSubpackagesInTree())
                .extracting(found -> found.getName().substring("io.varve.".length()))
                .isSubsetOf(declared);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.varve.(*)..").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(PRODUCTION.getPackage("io.varve").getSubpackagesInTree())
                .allMatch(found -> found.isAnnotatedWith(NullMarked.class));
    }

    @Test
    void the_kernel_is_plain_java() {
        classes()
                .that(resideInAPackage("io.varve.timeseries"))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.varve.timeseries", "java..", "org.jspecify.annotations"))
                .check(PRODUCTION);
    }

    @Test
    void controllers_are_package_private() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .should()
                .bePackagePrivate()
                .check(PRODUCTION);
    }

    @Test
    void nobody_depends_on_a_controller() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        describe("are other controllers", found -> found.isAnnotatedWith(RestController.class)))
                .check(PRODUCTION);
    }

    @Test
    void time_comes_from_the_instant_source() {
        noClasses()
                .should()
                .callMethodWhere(describe("it reads the machine's clock", ArchitectureTest::readsTheClock))
                .orShould()
                .callConstructor(Date.class)
                .check(PRODUCTION);
    }

    private static boolean readsTheClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getFullName();
        return CLOCK_READERS.contains(owner + "." + call.getName())
                || owner.equals(Clock.class.getName()) && call.getName().startsWith("system");
    }
}
