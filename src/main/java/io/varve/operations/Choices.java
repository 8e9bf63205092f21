package io.varve.operations;

import io.varve.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters that are one of a few words; anything else is a 400. */
final class Choices {

    static final List<String> KINDS =
            List.of("refresh", "profile", "settle", "retention", "reconcile", "maintain", "backfill", "import");
    private static final List<String> OUTCOMES = List.of("running", "succeeded", "failed", "cancelled", "lost");

    private Choices() {}

    static @Nullable String tier(@Nullable String tier, LedgerQueries ledger) {
        return tier == null ? null : oneOf("tier", tier, ledger.tiers());
    }

    static @Nullable String kind(@Nullable String job) {
        return job == null ? null : oneOf("job", job, KINDS);
    }

    static @Nullable String outcome(@Nullable String outcome) {
        return outcome == null ? null : oneOf("outcome", outcome, OUTCOMES);
    }

    static String oneOf(String parameter, String given, List<String> accepted) {
        if (!accepted.contains(given)) {
            throw ProblemException.badParameter(
                    parameter,
                    "'%s' is not a %s; accepted: %s".formatted(given, parameter, String.join(", ", accepted)));
        }
        return given;
    }
}
