package io.varve.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.stereotype.Component;

/** After every migration, which may have made something new: the roles of docs/roles.md, as far as they exist, may use it. */
@Component
class AccessGrants implements Callback {

    private static final String GRANT = "SELECT ops.grant_access('varve_app', 'varve_reader')";

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute(GRANT);
        } catch (SQLException e) {
            throw new FlywayException("cannot grant access: " + e.getMessage(), e);
        }
    }

    @Override
    public String getCallbackName() {
        return "access grants";
    }
}
