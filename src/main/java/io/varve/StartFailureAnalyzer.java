package io.varve;

import io.varve.database.UnusableDatabaseException;
import io.varve.retention.RefusedRetentionException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;

/** Finds, in the chain of causes, the one that the person starting the service can do something about. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartFailureAnalyzer implements FailureAnalyzer {

    private final Environment environment;

    StartFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = reason(cause);
            if (reason != null) {
                return new FailureAnalysis(reason, null, cause);
            }
        }
        return null;
    }

    private @Nullable String reason(Throwable cause) {
        if (cause instanceof UnusableDatabaseException
                || cause instanceof UnusableAddressException
                || cause instanceof RefusedRetentionException) {
            return cause.getMessage();
        }
        if (cause instanceof PortInUseException inUse) {
            return "Port %d is in use: stop the other program, or set SERVER_PORT to another port"
                    .formatted(inUse.getPort());
        }
        if (cause instanceof BindException configuration) {
            return ConfigurationMistake.describe(configuration);
        }
        if (cause instanceof ConversionFailedException) {
            return mistakenPort();
        }
        if (cause instanceof FlywayException) {
            return "Cannot bring the database's schema up to date: " + deepestSqlMessage(cause);
        }
        if (cause instanceof SQLException) {
            return "The database failed: " + cause.getMessage();
        }
        return null;
    }

    // Spring Boot reads the ports before any configuration is bound, and then says nothing but the value.
    private @Nullable String mistakenPort() {
        Binder configuration = Binder.get(environment);
        try {
            configuration.bind("server.port", Integer.class);
            configuration.bind("management.server.port", Integer.class);
            return null;
        } catch (BindException e) {
            return ConfigurationMistake.describe(e);
        }
    }

    private static String deepestSqlMessage(Throwable failure) {
        String message = failure.getMessage();
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                message = cause.getMessage();
            }
        }
        return String.valueOf(message);
    }
}
