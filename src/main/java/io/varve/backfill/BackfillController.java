package io.varve.backfill;

import io.varve.catalog.SeriesCatalog;
import io.varve.idempotency.Idempotency;
import io.varve.idempotency.IdempotentRequest;
import io.varve.timeseries.TimeRange;
import io.varve.web.JsonBody;
import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/backfill}. */
@RestController
@RequestMapping("/api/operations/backfill")
class BackfillController {

    private final BackfillRepository backfills;
    private final SeriesCatalog catalog;
    private final InstantSource clock;
    private final Idempotency idempotency;
    private final TransactionTemplate transactions;

    BackfillController(
            BackfillRepository backfills,
            SeriesCatalog catalog,
            InstantSource clock,
            Idempotency idempotency,
            @Qualifier("ingestTransactions") TransactionTemplate transactions) {
        this.backfills = backfills;
        this.catalog = catalog;
        this.clock = clock;
        this.idempotency = idempotency;
        this.transactions = transactions;
    }

    /** A page of backfills, the latest first. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Backfill> begin(HttpServletRequest request) throws IOException {
        BackfillBody body = JsonBody.read(request, BackfillBody.class);
        Instant now = clock.instant();
        TimeRange range = body.range(now);
        body.selector().requireNamed(catalog.current());
        IdempotentRequest once = idempotency.current();
        return Objects.requireNonNull(transactions.execute(status -> {
            once.begin();
            Backfill created = backfills.create(body.series(), range, now);
            ResponseEntity<Backfill> answer = ResponseEntity.accepted()
                    .location(URI.create("/api/operations/backfill/" + created.id()))
                    .body(created);
            once.answer(() -> answer);
            return answer;
        }));
    }

    @GetMapping
    ListPage<Backfill> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        return ListPage.of(limit, offset, backfills::count, backfills::list);
    }

    @GetMapping("/{id}")
    Backfill get(@PathVariable String id) {
        // Eighteen digits always fit into a long.
        if (!id.matches("[0-9]{1,18}")) {
            throw ProblemException.badParameter("id", "'id' must be a number, not '%s'".formatted(id));
        }
        return backfills
                .find(Long.parseLong(id))
                .orElseThrow(() -> ProblemException.notFound("There is no backfill " + id));
    }
}
