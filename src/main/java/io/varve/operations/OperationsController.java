package io.varve.operations;

import io.varve.operations.LedgerQueries.Filter;
import io.varve.web.ListPage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/monitor}, {@code refreshes}, {@code errors} and {@code retry}. */
@RestController
@RequestMapping("/api/operations")
class OperationsController {

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

    /** How many jobs, and entries set aside, are tried again at once. */
    record Retried(int retried) {}

    @GetMapping("/monitor")
    Standings monitor() {
        Instant now = clock.instant();
        return new Standings(now, ledger.standings(now));
    }

    /** The latest first. */
    @GetMapping("/refreshes")
    ListPage<LoggedRun> refreshes(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        Filter filter = new Filter(
                job == null ? "refresh" : Choices.oneOf("job", job, Choices.KINDS),
                tier(tier),
                Choices.outcome(outcome));
        return ListPage.of(
                limit, offset, () -> ledger.countRuns(filter), (size, start) -> ledger.runs(filter, size, start));
    }

    /** The latest first. */
    @GetMapping("/errors")
    ListPage<LoggedError> errors(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        Filter filter = new Filter(Choices.kind(job), tier(tier), null);
        return ListPage.of(
                limit, offset, () -> ledger.countErrors(filter), (size, start) -> ledger.errors(filter, size, start));
    }

    @PostMapping("/retry")
    Retried retry(
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(required = false) @Nullable String tier) {
        return new Retried(retries.retry(Choices.kind(job), tier(tier), clock.instant()));
    }

    private @Nullable String tier(@Nullable String tier) {
        return Choices.tier(tier, ledger);
    }
}
