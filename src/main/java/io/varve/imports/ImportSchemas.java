package io.varve.imports;

import io.varve.catalog.SeriesCatalog;
import io.varve.catalog.ValueSchemas;
import io.varve.imports.ImportSteps.Stretch;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.JsonNodeFactory;

/** Holds what an import is about to write against the schemas of its metric types, which the database cannot. */
@Repository
class ImportSchemas {

    private final SeriesCatalog catalog;
    private final ValueSchemas schemas;
    private final JdbcClient jdbc;

    ImportSchemas(SeriesCatalog catalog, ValueSchemas schemas, @Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.jdbc = jdbc;
    }

    /**
     * Points that break a schema, by series and source.
     *
     * @param epoch of the catalogue that the schemas are of
     */
    record Refused(long epoch, List<String> series, List<Long> sources, List<String> reasons) {}

    Refused of(String name, Stretch stretch) {
        Refused refused = new Refused(catalog.refresh(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<String> checked = series(name).stream().filter(schemas::hasSchema).toList();
        if (!checked.isEmpty()) {
            check(name, stretch, checked, refused);
        }
        return refused;
    }

    private List<String> series(String name) {
        return jdbc.sql("SELECT s FROM catalog.imported_table AS i CROSS JOIN LATERAL catalog.import_all_series(i) AS s"
                        + " WHERE i.name = ?")
                .param(name)
                .query(String.class)
                .list();
    }

    private void check(String name, Stretch stretch, List<String> checked, Refused refused) {
        jdbc.sql(
                        "SELECT d.series, d.source, d.value FROM catalog.imported_table AS i CROSS JOIN LATERAL"
                                + " catalog.import_differences(i, ?, ?) AS d WHERE i.name = ? AND d.key IS NOT NULL AND d.series = ANY (?)")
                .param(stretch.from().atOffset(ZoneOffset.UTC))
                .param(stretch.to().atOffset(ZoneOffset.UTC))
                .param(name)
                .param(new SqlArrayValue("text", checked.toArray()))
                .query(row -> {
                    String series = row.getString("series");
                    List<String> violations =
                            schemas.violations(series, JsonNodeFactory.instance.numberNode(row.getDouble("value")));
                    if (!violations.isEmpty()) {
                        refused.series.add(series);
                        refused.sources.add(row.getLong("source"));
                        refused.reasons.add("the value breaks the schema of '%s': %s"
                                .formatted(series, String.join("; ", violations)));
                    }
                });
    }
}
