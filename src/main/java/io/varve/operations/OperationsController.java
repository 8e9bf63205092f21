package io.varve.operations;

import io.varve.catalog.Paging;
import io.varve.operations.LedgerQueries.Filter;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/monitor}, {@code jobs}, {@code refreshes}, {@code errors} and {@code retry}. */
@RestController
@RequestMapping("/api/operations")
class OperationsController {

    private static final List<String> KINDS =
            List.of("refresh", "profile", "settle", "retention", "reconcile", "maintain", "backfill");
    private static final List<String> OUTCOMES = List.of("running", "succeeded", "failed", "cancelled", "lost");

    private final RetryRepository retries;
    private final LedgerQueries ledger;
    private final InstantSource clock;

    OperationsController(RetryRepository retries, LedgerQueries ledger, InstantSource clock) {
        this.retries = retries;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** How all jobs stand at a time. */
    record Standings(Instant time, List<Standing> results) {}

    /** How all jobs are set up. */
    record Settings(List<JobSettings> results) {}

    /** A page of runs, the latest first. */
    record RunList(
            long count, @Nullable String next, @Nullable String previous, List<LoggedRun> results) {}

    /** A page of errors, the latest first. */
    record ErrorList(
            long count, @Nullable String next, @Nullable String previous, List<LoggedError> results) {}

    /** How many jobs, and entries set aside, are tried again at once. */
    record Retried(int retried) {}

    @GetMapping("/monitor")
    Standings monitor() {
        Instant now = clock.instant();
        return new Standings(now, ledger.standings(now));
    }

    @GetMapping("/jobs")
    Settings jobs() {
        return new Settings(ledger.jobs());
    }

    @GetMapping("/refreshes")
    RunList refreshes(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        Filter filter = new Filter(job == null ? "refresh" : oneOf("job", job, KINDS), tier(tier), outcome(outcome));
        int size = Paging.limit(limit);
        int start = Paging.position("offset", offset);
        long count = ledger.countRuns(filter);
        return new RunList(
                count, Paging.next(size, start, count), Paging.previous(size, start), ledger.runs(filter, size, start));
    }

    @GetMapping("/errors")
    ErrorList errors(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        Filter filter = new Filter(kind(job), tier(tier), null);
        int size = Paging.limit(limit);
        int start = Paging.position("offset", offset);
        long count = ledger.countErrors(filter);
        return new ErrorList(
                count,
                Paging.next(size, start, count),
                Paging.previous(size, start),
                ledger.errors(filter, size, start));
    }

    @PostMapping("/retry")
    Retried retry(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier) {
        return new Retried(retries.retry(kind(job), tier(tier), clock.instant()));
    }

    private @Nullable String tier(@Nullable String tier) {
        return tier == null ? null : oneOf("tier", tier, ledger.tiers());
    }

    private static @Nullable String kind(@Nullable String job) {
        return job == null ? null : oneOf("job", job, KINDS);
    }

    private static @Nullable String outcome(@Nullable String outcome) {
        return outcome == null ? null : oneOf("outcome", outcome, OUTCOMES);
    }

    private static String oneOf(String parameter, String given, List<String> accepted) {
        if (!accepted.contains(given)) {
            throw ProblemException.badParameter(
                    parameter,
                    "'%s' is not a %s; accepted: %s".formatted(given, parameter, String.join(", ", accepted)));
        }
        return given;
    }
}
