package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(DatabaseExtension.class)
class MetricTypeSeedIT {

    private static final ClassPathResource SHIPPED = new ClassPathResource("seed/metric-types.json");
    private static final JsonMapper JSON = new JsonMapper();

    private final TestDatabase database;
    private final CatalogOn catalog;

    MetricTypeSeedIT(TestDatabase database) {
        this.database = database;
        this.catalog = new CatalogOn(database.dataSource());
    }

    private boolean accepts(String metric, String value) {
        return catalog.schemas.violations(metric, JSON.readTree(value)).isEmpty();
    }

    @Test
    void mod15_a_second_run_creates_nothing_and_changes_nothing() {
        assertThat(catalog.seed.create(SHIPPED)).isEqualTo(3);
        catalog.types.put("session.urine.color", new MetricTypeBody(null, null, "mine", null, null), false);
        assertThat(catalog.seed.create(SHIPPED)).isZero();
        assertThat(database.jdbc()
                        .sql("SELECT description FROM catalog.metric_type WHERE name = 'session.urine.color'")
                        .query(String.class)
                        .single())
                .isEqualTo("mine");
        database.jdbc().sql("DELETE FROM catalog.metric_type").update();
    }

    @Test
    void mod15_the_service_seeds_at_start_when_told_to() {
        try (TestDatabase own = TestDatabase.create();
                RunningVarve varve = RunningVarve.start(
                        own,
                        Instant.parse("2025-01-01T00:00:00Z"),
                        "varve.catalog.seed=classpath:seed/metric-types.json")) {
            assertThat(RunningVarve.json(varve.get("/api/metrictypes"))
                            .get("count")
                            .asInt())
                    .isEqualTo(3);
        }
    }

    @Test
    void mod5_f17_the_shipped_types_enforce_their_ranges() {
        catalog.seed.create(SHIPPED);
        assertThat(accepts("session.gut_health_score", "20.55")).isTrue();
        assertThat(accepts("session.gut_health_score", "{\"value\":100}")).isTrue();
        assertThat(accepts("session.gut_health_score", "1e9")).isFalse();
        assertThat(accepts("session.gut_health_score", "{\"value\":-1}")).isFalse();
        assertThat(accepts("session.gut_health_score", "\"x\"")).isFalse();
        assertThat(accepts("session.urine.color", "{\"r\":0,\"g\":255,\"b\":1.5}"))
                .isTrue();
        assertThat(accepts("session.urine.color", "{\"r\":-5,\"g\":2,\"b\":3}")).isFalse();
        assertThat(accepts("session.urine.color", "{\"r\":1000,\"g\":2,\"b\":3}"))
                .isFalse();
        assertThat(accepts("session.urine.color", "{\"r\":1,\"g\":2}")).isFalse();
        assertThat(accepts("session.urine.night_count", "{\"value\":2}")).isTrue();
        assertThat(accepts("session.urine.night_count", "-1")).isFalse();
        database.jdbc().sql("DELETE FROM catalog.metric_type").update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[{\"schema\":{}}]",
                "[{\"series\":\"x\",\"unknown\":1}]",
                "[{\"series\":\"x\",\"schema\":1}]"
            })
    void a_bad_seed_stops_the_start(String json) {
        assertThatThrownBy(() -> catalog.seed.create(new ByteArrayResource(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(RuntimeException.class);
    }
}
