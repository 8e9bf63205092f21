package io.varve.query;

import io.varve.web.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends a query's statements: on the query pool, each by itself and so seeing what is committed when it begins. */
@Repository
class QueryRepository {

    /** For as long as what is sent with it takes: outside a transaction, that is one of its own. */
    private static final String KEEPING_PLAN = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true);\n";

    /** Rows that are held at a time where rows are sent while they are read. */
    private static final int STREAMED = 2_000;

    private static final String UNDEFINED_TABLE = "42P01";

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate transactions;
    private final TransactionTemplate snapshots;
    private final int fetchSize;

    QueryRepository(
            @Qualifier("queryDataSource") DataSource dataSource,
            @Qualifier("queryTransactions") TransactionTemplate transactions,
            QueryProperties properties) {
        this.template = new JdbcTemplate(dataSource);
        this.jdbc = JdbcClient.create(template);
        this.transactions = readOnly(transactions, TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.snapshots = readOnly(transactions, TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.fetchSize = properties.fetchSize();
    }

    /** Where entries that matter to the plan lie now. */
    PendingHull pending(List<QueryPlan> plans, Wanted wanted) {
        if (Guard.stored(plans) == null) {
            return PendingHull.NONE;
        }
        String sql = Wanted.CTE + ",\n" + Guard.pending(plans, wanted)
                + "\nSELECT min(from_bucket), max(to_bucket) FROM pending";
        QueryStatement.Prepared statement = new QueryStatement(sql, wanted, 1, false).prepared();
        return jdbc.sql(statement.sql())
                .params(statement.parameters())
                .query((row, number) -> PendingHull.read(row, 1))
                .single();
    }

    /** One round trip, but a large answer is fetched piece by piece, which the driver only does in a transaction. */
    Page read(QueryStatement statement, PageReader reader) {
        if (statement.mostRows() <= fetchSize) {
            return inTime(
                    () -> statement.keepsPlan() ? sendKeepingPlan(statement, reader) : send(statement, reader, 0));
        }
        return inTime(() -> Objects.requireNonNull(transactions.execute(status -> send(statement, reader, fetchSize))));
    }

    /**
     * Several statements that see the same. Partitions that the snapshot needs are not dropped meanwhile (docs/protocol.md,
     * rule 9), and what was removed before it, the statements' guards tell.
     */
    <T> T inSnapshot(Supplier<T> work) {
        return Objects.requireNonNull(snapshots.execute(status -> work.get()));
    }

    /** A few rows at a time, however many there are. Only {@link #inSnapshot in a transaction}, in which the driver can. */
    Page stream(QueryStatement statement, PageReader reader) {
        return inTime(() -> send(statement, reader, Math.min(fetchSize, STREAMED)));
    }

    private Page send(QueryStatement statement, PageReader reader, int rowsAtATime) {
        QueryStatement.Prepared prepared = statement.prepared();
        return jdbc.sql(prepared.sql())
                .withFetchSize(rowsAtATime)
                .params(prepared.parameters())
                .query(reader);
    }

    /** In the same round trip as the setting. */
    private Page sendKeepingPlan(QueryStatement statement, PageReader reader) {
        QueryStatement.Prepared prepared = statement.prepared();
        try {
            return Objects.requireNonNull(template.execute(KEEPING_PLAN + prepared.sql(), (PreparedStatement sent) -> {
                new ArgumentPreparedStatementSetter(prepared.parameters().toArray()).setValues(sent);
                sent.execute();
                sent.getMoreResults();
                try (ResultSet rows = sent.getResultSet()) {
                    return reader.extractData(rows);
                }
            }));
        } catch (BadSqlGrammarException e) {
            if (e.getMostSpecificCause() instanceof SQLException cause && UNDEFINED_TABLE.equals(cause.getSQLState())) {
                return Page.GONE;
            }
            throw e;
        }
    }

    /** What the statement answers. */
    <T> T ask(QueryStatement statement, ResultSetExtractor<T> reader) {
        QueryStatement.Prepared prepared = statement.prepared();
        return inTime(
                () -> jdbc.sql(prepared.sql()).params(prepared.parameters()).query(reader));
    }

    /** PostgreSQL's own account of the statement, which is executed for it, as JSON. */
    String explain(QueryStatement statement) {
        QueryStatement.Prepared prepared = statement.prepared();
        return inTime(() -> jdbc.sql("EXPLAIN (ANALYZE, FORMAT JSON) " + prepared.sql())
                .params(prepared.parameters())
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

    /** Work that takes too long is answered with what to ask for instead. */
    private static <T> T inTime(Supplier<T> work) {
        try {
            return work.get();
        } catch (QueryTimeoutException e) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "query-timeout",
                    "The query took too long and was stopped. Ask for a shorter range, a wider interval or fewer series,"
                            + " or raise varve.pool.query.statement-timeout.",
                    e);
        }
    }

    private static TransactionTemplate readOnly(TransactionTemplate transactions, int isolation) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setReadOnly(true);
        definition.setIsolationLevel(isolation);
        return new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()), definition);
    }
}
