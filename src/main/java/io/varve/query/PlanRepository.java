package io.varve.query;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Has statements planned, on the jobs pool: requests may be waiting for connections of theirs. */
@Repository
class PlanRepository {

    private final JdbcClient jdbc;

    PlanRepository(@Qualifier("jobsJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** PostgreSQL's plan as text, with the settings that matter to it. The statement is not executed. */
    String plan(QueryStatement.Prepared statement) {
        return String.join(
                "\n",
                jdbc.sql("EXPLAIN (SETTINGS) " + statement.sql())
                        .params(statement.parameters())
                        .query(String.class)
                        .list());
    }
}
