package io.varve.operations;

import io.varve.operations.StorageQueries.Partition;
import io.varve.operations.StorageQueries.TableStats;
import io.varve.operations.StorageQueries.TierStats;
import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/partitions} and {@code stats}: what is stored, what it takes and will take. */
@RestController
@RequestMapping("/api/operations")
class StorageController {

    private final StorageQueries storage;
    private final LedgerQueries ledger;
    private final InstantSource clock;

    StorageController(StorageQueries storage, LedgerQueries ledger, InstantSource clock) {
        this.storage = storage;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What tables and tiers take at a time. */
    record Stats(Instant time, List<TierStats> tiers, List<TableStats> tables) {}

    @GetMapping("/partitions")
    ListPage<Partition> partitions(
            @RequestParam(required = false) @Nullable String tier,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        String layer = Choices.tier(tier, ledger);
        return ListPage.of(
                limit,
                offset,
                () -> storage.countPartitions(layer),
                (size, start) -> storage.partitions(layer, size, start));
    }

    @GetMapping("/stats")
    Stats stats(@RequestParam(required = false) @Nullable String pattern) {
        if (pattern != null && !pattern.matches("[A-Za-z0-9_.*]{1,200}")) {
            throw ProblemException.badParameter(
                    "pattern",
                    "'pattern' must be letters, digits, _ and . of a table's name, with * for anything, not '%s'"
                            .formatted(pattern));
        }
        Instant now = clock.instant();
        return new Stats(now, storage.tiers(now), storage.tables(pattern == null ? "*" : pattern));
    }
}
