package io.varve.retention;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.SeriesSnapshot;
import io.varve.retention.RetentionPlan.LayerPlan;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the policies and series there are now come to. */
@Component
class RetentionPlanner {

    private final RetentionPolicies policies;
    private final SeriesCatalog catalog;
    private final RetentionProperties properties;

    RetentionPlanner(RetentionPolicies policies, SeriesCatalog catalog, RetentionProperties properties) {
        this.properties = properties;
        this.policies = policies;
        this.catalog = catalog;
    }

    /** Throws a {@link RefusedRetentionException} for policies that were put into the table past the service and must not be. */
    List<LayerPlan> plan(Instant now) {
        List<RetentionPolicy> current = policies.checked();
        SeriesSnapshot series = catalog.current();
        return RetentionPlan.of(
                policies.layers(),
                current,
                series.metrics(),
                metric -> series.ofMetric(metric).stream().mapToInt(Series::id).toArray(),
                properties.archiveDirectory() != null,
                now);
    }
}
