package io.varve.catalog;

import io.varve.support.SettableClock;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** The catalogue of one service instance, put together by hand on a data source. Several can share a database. */
final class CatalogOn {

    final SettableClock clock = new SettableClock(Instant.parse("2025-01-01T00:00:00Z"));
    final TransactionTemplate transactions;
    final JdbcClient jdbc;
    final SchemaCompiler compiler = new SchemaCompiler();
    final SeriesCatalog series;
    final ValueSchemas schemas;
    final TextValues texts;
    final MetricTypeRegistry types;
    final MetricTypeSeed seed;

    CatalogOn(DataSource dataSource) {
        this(dataSource, true);
    }

    CatalogOn(DataSource dataSource, boolean autoRegister) {
        CatalogProperties properties = new CatalogProperties(autoRegister, null, 20_000, DataSize.ofMegabytes(8));
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        transactions.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        jdbc = JdbcClient.create(dataSource);
        OwnTransaction own = new OwnTransaction(transactions);
        CatalogCache cache = new CatalogCache(jdbc, compiler, properties);
        SeriesResolver resolver = new SeriesResolver(new SeriesRegistry(jdbc, own, clock, properties));
        series = new SeriesCatalog(cache, resolver, new SeriesSnapshots(new SeriesLoader(jdbc)));
        schemas = new ValueSchemas(cache);
        types = new MetricTypeRegistry(jdbc, own, compiler, cache, clock);
        seed = new MetricTypeSeed(types, properties);
        texts = new TextValues(jdbc, jdbc, own, properties);
    }
}
