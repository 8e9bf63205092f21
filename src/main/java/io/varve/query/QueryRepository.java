package io.varve.query;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends a query's statements: on the query pool, each by itself and so seeing what is committed when it begins. */
@Repository
class QueryRepository {

    /** For as long as what is sent with it takes: outside a transaction, that is one of its own. */
    private static final String KEEPING_PLAN = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true);\n";

    /** Rows that are held at a time where rows are sent while they are read. */
    private static final int STREAMED = 2_000;

    private static final String IN_TIME = "SELECT set_config('statement_timeout', ?, true);\n";

    private static final String UNDEFINED_TABLE = "42P01";

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate transactions;
    private final TransactionTemplate snapshots;
    private final RunningQueries running;
    private final TransactionTemplate parts;
    private final int fetchSize;

    QueryRepository(
            @Qualifier("queryDataSource") DataSource dataSource,
            @Qualifier("queryTransactions") TransactionTemplate transactions,
            QueryProperties properties,
            RunningQueries running) {
        this.running = running;
        this.template = new JdbcTemplate(dataSource) {
            @Override
            protected void applyStatementSettings(Statement statement) throws SQLException {
                super.applyStatementSettings(statement);
                running.send(statement);
            }
        };
        this.jdbc = JdbcClient.create(template);
        this.transactions = readOnly(transactions, TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.snapshots = readOnly(transactions, TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.parts = new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()));
        this.parts.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.fetchSize = properties.fetchSize();
    }

    /** Gives what is sent for this request so much time, all together. */
    void limit(@Nullable Duration time) {
        running.limit(time);
    }

    /** Where entries that matter to the plan lie now. */
    PendingHull pending(List<QueryPlan> plans, Wanted wanted) {
        if (Guard.stored(plans) == null) {
            return PendingHull.NONE;
        }
        String sql = Wanted.CTE + ",\n" + Guard.pending(plans, wanted)
                + "\nSELECT min(from_bucket), max(to_bucket) FROM pending";
        QueryStatement.Prepared statement = new QueryStatement(sql, wanted, 1, false).prepared();
        return running.account()
                .timed(
                        statement,
                        () -> jdbc.sql(statement.sql())
                                .params(statement.parameters())
                                .query((row, number) -> PendingHull.read(row, 1))
                                .single());
    }

    /** What is committed now of what an answer depends on. */
    Revision revision(Dependence dependence, int[] series) {
        return send(KEEPING_PLAN, Revision.current(dependence, series), Revision::read);
    }

    /** One round trip, but a large answer is fetched piece by piece, which the driver only does in a transaction. */
    Page read(QueryStatement statement, PageReader reader) {
        return unlessGone(statement, () -> readNow(statement, reader));
    }

    /** In a transaction what fails would end it: what may be gone is read apart from the rest. */
    private Page unlessGone(QueryStatement statement, Supplier<Page> work) {
        try {
            return statement.mayBeGone() && TransactionSynchronizationManager.isActualTransactionActive()
                    ? apart(work)
                    : work.get();
        } catch (BadSqlGrammarException e) {
            if (e.getMostSpecificCause() instanceof SQLException cause && UNDEFINED_TABLE.equals(cause.getSQLState())) {
                return Page.GONE;
            }
            throw e;
        }
    }

    private Page readNow(QueryStatement statement, PageReader reader) {
        int atATime = reader.holdsRows() ? fetchSize : Math.min(fetchSize, STREAMED);
        if (statement.mostRows() <= reader.mostAtOnce(fetchSize)) {
            return statement.keepsPlan() ? send(KEEPING_PLAN, statement.prepared(), reader) : ask(statement, reader);
        }
        return inTime(() -> Objects.requireNonNull(transactions.execute(status -> fetch(statement, reader, atATime))));
    }

    /**
     * Several statements that see the same. Partitions that the snapshot needs are not dropped meanwhile (docs/protocol.md,
     * rule 9), and what was removed before it, the statements' guards tell.
     */
    <T> T inSnapshot(Supplier<T> work) {
        return Objects.requireNonNull(snapshots.execute(status -> work.get()));
    }

    /** A part of what is done {@link #inSnapshot}: if it fails, the rest can go on. */
    <T> T apart(Supplier<T> work) {
        return Objects.requireNonNull(parts.execute(status -> work.get()));
    }

    /** A few rows at a time, however many there are. Only {@link #inSnapshot in a transaction}, in which the driver can. */
    Page stream(QueryStatement statement, PageReader reader) {
        return unlessGone(statement, () -> inTime(() -> fetch(statement, reader, Math.min(fetchSize, STREAMED))));
    }

    private Page fetch(QueryStatement statement, PageReader reader, int rowsAtATime) {
        Long millis = running.millisLeft();
        if (millis != null) {
            jdbc.sql("SELECT set_config('statement_timeout', ?, true)")
                    .param(millis.toString())
                    .query(String.class)
                    .single();
        }
        QueryStatement.Prepared prepared = statement.prepared();
        return running.account()
                .timed(
                        prepared,
                        () -> Objects.requireNonNull(template.query(
                                connection -> {
                                    PreparedStatement created = connection.prepareStatement(prepared.sql());
                                    created.setFetchSize(rowsAtATime);
                                    return created;
                                },
                                new ArgumentPreparedStatementSetter(
                                        prepared.parameters().toArray()),
                                reader)));
    }

    /** What the statement answers. */
    <T> T ask(QueryStatement statement, ResultSetExtractor<T> reader) {
        return send("", statement.prepared(), reader);
    }

    /** In one round trip with its settings. */
    private <T> T send(String setting, QueryStatement.Prepared prepared, ResultSetExtractor<T> reader) {
        List<Object> parameters = new ArrayList<>(prepared.parameters());
        Long millis = running.millisLeft();
        String settings = setting;
        if (millis != null) {
            settings = IN_TIME + setting;
            parameters.add(0, millis.toString());
        }
        String sql = settings + prepared.sql();
        int before = (int) settings.lines().count();
        return running.account()
                .timed(
                        prepared,
                        () -> inTime(() -> Objects.requireNonNull(template.execute(sql, (PreparedStatement sent) -> {
                            new ArgumentPreparedStatementSetter(parameters.toArray()).setValues(sent);
                            sent.execute();
                            for (int i = 0; i < before; i++) {
                                sent.getMoreResults();
                            }
                            try (ResultSet rows = sent.getResultSet()) {
                                return reader.extractData(rows);
                            }
                        }))));
    }

    /** PostgreSQL's own account of the statement, which is executed for it, as JSON. */
    String explain(QueryStatement statement) {
        QueryStatement.Prepared prepared = statement.prepared();
        return send(
                "",
                new QueryStatement.Prepared("EXPLAIN (ANALYZE, FORMAT JSON) " + prepared.sql(), prepared.parameters()),
                rows -> {
                    rows.next();
                    return rows.getString(1);
                });
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
            throw RunningQuery.tookTooLong(e);
        }
    }

    private static TransactionTemplate readOnly(TransactionTemplate transactions, int isolation) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setReadOnly(true);
        definition.setIsolationLevel(isolation);
        return new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()), definition);
    }
}
