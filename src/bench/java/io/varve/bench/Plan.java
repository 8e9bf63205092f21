package io.varve.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What PostgreSQL says of a statement it has just executed: all of its work, but no rows sent.
 *
 * @param planning milliseconds
 * @param execution milliseconds
 */
record Plan(double planning, double execution) {

    private static final JsonMapper JSON = new JsonMapper();

    /** @param settings statements that come first, such as {@code SET work_mem = '1GB'} */
    static Plan of(Database database, String sql, String... settings) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute(setting);
            }
            return explained(statement, sql);
        }
    }

    /** Of a session that has executed it before, as those of a pool have. */
    static Plan again(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            explained(statement, sql);
            return explained(statement, sql);
        }
    }

    private static Plan explained(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql)) {
            rows.next();
            JsonNode plan = JSON.readTree(rows.getString(1)).get(0);
            return new Plan(
                    plan.get("Planning Time").asDouble(),
                    plan.get("Execution Time").asDouble());
        }
    }
}
