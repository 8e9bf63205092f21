package io.varve;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says which property has which value from where, and what is wrong with it. */
final class ConfigurationMistake {

    private ConfigurationMistake() {}

    static String describe(BindException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException validation) {
                ValidationErrors errors = validation.getValidationErrors();
                return errors.getAllErrors().stream()
                        .map(error -> describe(errors.getName().toString(), error))
                        .collect(Collectors.joining("; "));
            }
        }
        ConfigurationProperty property = exception.getProperty();
        if (property == null) {
            return "%s: %s".formatted(exception.getName(), rootMessage(exception));
        }
        return line(property.getName().toString(), property.getValue(), property.getOrigin(), reason(exception));
    }

    private static String describe(String prefix, ObjectError error) {
        String reason = String.valueOf(error.getDefaultMessage());
        if (error instanceof FieldError field) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(field.getField());
            return line(name, field.getRejectedValue(), Origin.from(field), reason);
        }
        return prefix + ": " + reason;
    }

    private static String line(String name, @Nullable Object value, @Nullable Origin origin, String reason) {
        if (value == null) {
            return "%s is not set: %s".formatted(name, reason);
        }
        String shown = name.toLowerCase(Locale.ROOT).contains("password") ? "***" : String.valueOf(value);
        String from = origin == null ? "" : " (" + origin + ")";
        return "%s is '%s'%s: %s".formatted(name, shown, from, reason);
    }

    private static String reason(BindException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionFailedException conversion) {
                TypeDescriptor target = conversion.getTargetType();
                return "not a valid " + target.getType().getSimpleName();
            }
        }
        return rootMessage(exception);
    }

    private static String rootMessage(Throwable failure) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    }
}
