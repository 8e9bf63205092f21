package io.varve.catalog;

import io.varve.web.ProblemException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes metric types. Once a call has returned, this instance checks values against the new schemas. */
@Component
class MetricTypeRegistry {

    enum Put {
        CREATED,
        REPLACED,
        EXISTS
    }

    enum Deletion {
        DELETED,
        MISSING,
        HAS_POINTS
    }

    private final JdbcClient jdbc;
    private final OwnTransaction transaction;
    private final SchemaCompiler compiler;
    private final CatalogCache cache;
    private final InstantSource clock;

    MetricTypeRegistry(
            @Qualifier("ingestJdbc") JdbcClient jdbc,
            OwnTransaction transaction,
            SchemaCompiler compiler,
            CatalogCache cache,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.compiler = compiler;
        this.cache = cache;
        this.clock = clock;
    }

    /** Creates or replaces; with {@code onlyCreate} an existing one is left as it is. Checks the schema first. */
    Put put(String name, MetricTypeBody body, boolean onlyCreate) {
        body.checked(compiler);
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        try {
            String outcome =
                    transaction.run(() -> jdbc.sql("SELECT catalog.put_metric_type(?, ?::jsonb, ?, ?, ?, ?, ?)")
                            .param(name)
                            .param(body.schemaText())
                            .param(body.description())
                            .param(body.unit())
                            .param(body.fill())
                            .param(onlyCreate)
                            .param(now)
                            .query(String.class)
                            .single());
            cache.refreshed();
            return Put.valueOf(outcome.toUpperCase(Locale.ROOT));
        } catch (DataIntegrityViolationException e) {
            // Valid JSON that jsonb cannot hold: U+0000 in a text, or a number beyond numeric.
            throw ProblemException.badRequest(
                    "bad-schema", "The schema cannot be stored: it has the character U+0000 or a number out of range");
        }
    }

    Deletion delete(String name) {
        String outcome = transaction.run(() -> jdbc.sql("SELECT catalog.delete_metric_type(?)")
                .param(name)
                .query(String.class)
                .single());
        cache.refreshed();
        return Deletion.valueOf(outcome.toUpperCase(Locale.ROOT));
    }
}
