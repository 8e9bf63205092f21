package io.varve.retention;

import io.varve.retention.RetentionPolicy.Action;
import io.varve.retention.RetentionPolicy.Origin;
import io.varve.web.ProblemException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a caller says about a policy; the name may be repeated in it. */
record PolicyBody(
        @Nullable String name,
        @Nullable String tier,
        @Nullable String series,
        @Nullable String keep,
        @Nullable Integer order,
        @Nullable String action) {

    /** A 400 that names the member if something is wrong with it. */
    RetentionPolicy policy(String path) {
        if (name != null && !name.equals(path)) {
            throw bad("name", "'name' must be the name in the path, '%s'".formatted(path));
        }
        if (tier == null) {
            throw bad("tier", "'tier' is missing: raw, or the name of a tier such as 1h");
        }
        return new RetentionPolicy(
                path,
                tier,
                series == null ? null : checked("series", () -> RetentionPolicy.compile(series)),
                parsedKeep(),
                order == null ? 0 : order,
                Origin.API,
                parsedAction(),
                null,
                null);
    }

    private Action parsedAction() {
        return switch (action == null ? "delete" : action) {
            case "delete" -> Action.DELETE;
            case "archive" -> Action.ARCHIVE;
            default -> throw bad("action", "'action' is '" + action + "'; accepted: delete, archive");
        };
    }

    private Keep parsedKeep() {
        String text = keep;
        if (text == null) {
            throw bad("keep", "'keep' is missing; accepted: " + Keep.ACCEPTED);
        }
        return checked("keep", () -> Keep.parse(text));
    }

    private static <T> T checked(String member, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw bad(member, String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException bad(String member, String detail) {
        return ProblemException.badRequest("bad-member", detail).with("member", member);
    }
}
