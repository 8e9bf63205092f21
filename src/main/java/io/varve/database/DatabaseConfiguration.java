package io.varve.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

/**
 * Pools are beans that depend on the server, so the container closes them before it; it destroys all of them only after
 * the web server has finished the requests in flight.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    DatabaseServer databaseServer(DataSourceProperties existing, EmbeddedProperties embedded) {
        String url = existing.getUrl();
        if (!StringUtils.hasText(url)) {
            return EmbeddedServer.start(embedded);
        }
        DatabaseServer server = new ExistingServer(url, existing.getUsername(), existing.getPassword());
        ServerRequirements.check(server);
        return server;
    }

    /** Of another server, only its own monitoring knows the disk. */
    @Bean
    MeterBinder diskMeters(DatabaseServer server, EmbeddedProperties embedded) {
        return server instanceof EmbeddedServer
                ? new DiskMeters(embedded.dataDirectory().toFile())
                : registry -> {};
    }

    @Bean
    HikariDataSource ingestDataSource(DatabaseServer server, PoolProperties pools) {
        return Pools.open(server, "ingest", pools.ingest());
    }

    @Bean
    @Primary
    HikariDataSource queryDataSource(DatabaseServer server, PoolProperties pools) {
        return Pools.open(
                server,
                "query",
                pools.query(),
                // A generic plan would touch every partition of a table, because its time bounds are not known.
                // Statements
                // that name their partitions set this otherwise for themselves.
                "plan_cache_mode = force_custom_plan",
                // Few wanted series are joined to many rows: hashing them is cheaper than sorting both.
                "enable_mergejoin = off",
                // Hundreds of thousands of rows are sorted and hashed, two or three times in a query.
                "work_mem = '16MB'");
    }

    @Bean
    HikariDataSource jobsDataSource(DatabaseServer server, PoolProperties pools) {
        return Pools.open(server, "jobs", pools.jobs());
    }

    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource migrationDataSource(DatabaseServer server, FlywayProperties owner) {
        return Pools.unpooled(
                StringUtils.hasText(owner.getUser())
                        ? new ExistingServer(server.url(), owner.getUser(), owner.getPassword())
                        : server);
    }

    @Bean
    JdbcClient ingestJdbc(@Qualifier("ingestDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    @Primary
    JdbcClient queryJdbc(@Qualifier("queryDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    JdbcClient jobsJdbc(@Qualifier("jobsDataSource") DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    TransactionTemplate ingestTransactions(@Qualifier("ingestDataSource") DataSource dataSource) {
        return readCommitted(dataSource);
    }

    @Bean
    @Primary
    TransactionTemplate queryTransactions(@Qualifier("queryDataSource") DataSource dataSource) {
        return readCommitted(dataSource);
    }

    @Bean
    TransactionTemplate jobsTransactions(@Qualifier("jobsDataSource") DataSource dataSource) {
        return readCommitted(dataSource);
    }

    /** The database as health sees it: the pool that answers requests, not one check for each pool. */
    @Bean
    DataSourceHealthIndicator dbHealthIndicator(@Qualifier("queryDataSource") DataSource dataSource) {
        return new DataSourceHealthIndicator(dataSource);
    }

    /** Now, by the clock that all instances share. */
    @Bean
    InstantSource databaseClock(@Qualifier("queryJdbc") JdbcClient jdbc) {
        return new DatabaseClock(jdbc);
    }

    // Explicit, because a server may default to another level, and the write protocol is only right in this one.
    private static TransactionTemplate readCommitted(DataSource dataSource) {
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        transactions.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return transactions;
    }
}
