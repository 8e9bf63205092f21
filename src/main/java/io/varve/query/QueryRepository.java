package io.varve.query;

import io.varve.timeseries.Micros;
import io.varve.timeseries.TimeRange;
import io.varve.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends a query's statements: on the query pool, read-only, each seeing what is committed when it begins. */
@Repository
class QueryRepository {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final int fetchSize;

    QueryRepository(
            @Qualifier("queryJdbc") JdbcClient jdbc,
            @Qualifier("queryTransactions") TransactionTemplate transactions,
            QueryProperties properties) {
        this.jdbc = jdbc;
        this.transactions = readOnly(transactions);
        this.fetchSize = properties.fetchSize();
    }

    /** Where entries that matter to the plan lie now; the statement holds this against its own snapshot. */
    PendingHull pending(QueryPlan plan, Wanted wanted) {
        if (plan.tierRange() == null) {
            return PendingHull.NONE;
        }
        String sql = Wanted.CTE + ",\n" + ReadThrough.pending(plan)
                + "\nSELECT min(from_bucket), max(to_bucket) FROM pending";
        return jdbc.sql(sql)
                .params(new QueryStatement(sql, wanted).parameters())
                .query((row, number) -> hull(row))
                .single();
    }

    /** Read in a transaction, because only there does the driver fetch piece by piece. */
    Page read(QueryStatement statement, PageReader reader) {
        return inTime(() -> jdbc.sql(statement.sql())
                .withFetchSize(fetchSize)
                .params(statement.parameters())
                .query(reader));
    }

    /** PostgreSQL's own account of the statement, which is executed for it, as JSON. */
    String explain(QueryStatement statement) {
        return inTime(() -> jdbc.sql("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.sql())
                .params(statement.parameters())
                .query(String.class)
                .single());
    }

    /** Those of the names that are metric types, with or without series. */
    Set<String> registered(Set<String> names) {
        return new HashSet<>(jdbc.sql("SELECT name FROM catalog.metric_type WHERE name = ANY (?)")
                .param(new SqlArrayValue("text", names.toArray()))
                .query(String.class)
                .list());
    }

    /** In a read-only transaction; one that takes too long is answered with what to ask for instead. */
    private <T> T inTime(Supplier<T> work) {
        try {
            return Objects.requireNonNull(transactions.execute(status -> work.get()));
        } catch (QueryTimeoutException e) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "query-timeout",
                    "The query took too long and was stopped. Ask for a shorter range, a wider interval or fewer series,"
                            + " or raise varve.pool.query.statement-timeout.",
                    e);
        }
    }

    private static PendingHull hull(ResultSet row) throws SQLException {
        OffsetDateTime from = row.getObject(1, OffsetDateTime.class);
        OffsetDateTime to = row.getObject(2, OffsetDateTime.class);
        return from == null || to == null
                ? PendingHull.NONE
                : new PendingHull(new TimeRange(Micros.of(from.toInstant()), Micros.of(to.toInstant())));
    }

    private static TransactionTemplate readOnly(TransactionTemplate transactions) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setReadOnly(true);
        definition.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()), definition);
    }
}
