package io.varve.operations;

import io.varve.web.ProblemException;
import java.util.List;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/jobs}: how jobs are retried, when they count as unhealthy, whether they are paused. */
@RestController
@RequestMapping("/api/operations/jobs")
class JobController {

    private final LedgerQueries ledger;
    private final RetryRepository repository;

    JobController(LedgerQueries ledger, RetryRepository repository) {
        this.ledger = ledger;
        this.repository = repository;
    }

    /** How all jobs are set up. */
    record Settings(List<JobSettings> results) {}

    @GetMapping
    Settings jobs() {
        return new Settings(ledger.jobs());
    }

    @PutMapping(path = "/{job}/{tier}", consumes = MediaType.APPLICATION_JSON_VALUE)
    JobSettings change(@PathVariable String job, @PathVariable String tier, @RequestBody JobChange change) {
        settings(job, tier);
        change.check();
        try {
            repository.change(new Job(job, tier), change);
        } catch (DataIntegrityViolationException e) {
            throw JobChange.bad(
                    "retry_at_most_seconds",
                    "'retry_at_most_seconds' is at least 'retry_after_seconds', 'alert_after_seconds' at least"
                            + " 'warn_after_seconds'");
        }
        return settings(job, tier);
    }

    private JobSettings settings(String job, String tier) {
        return ledger.jobs().stream()
                .filter(each -> each.job().equals(job) && each.tier().equals(tier))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("There is no job '%s' of '%s'".formatted(job, tier)));
    }
}
