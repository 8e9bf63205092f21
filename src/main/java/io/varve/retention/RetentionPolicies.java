package io.varve.retention;

import io.varve.operations.Ledger;
import io.varve.web.ProblemException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** All policies: those of the configuration, which stand, and those over HTTP, which can be changed at any time. */
@Component
class RetentionPolicies implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionPolicies.class);

    private final ConfiguredPolicies configured;
    private final PolicyRepository repository;
    private final RetentionProperties properties;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Ledger ledger;

    RetentionPolicies(
            ConfiguredPolicies configured,
            PolicyRepository repository,
            RetentionProperties properties,
            @Qualifier("ingestTransactions") TransactionTemplate transactions,
            InstantSource clock,
            Ledger ledger) {
        this.ledger = ledger;
        this.configured = configured;
        this.repository = repository;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Before anything is served or removed: policies by which something would be lost stop the start. */
    @Override
    public void afterSingletonsInstantiated() {
        checked().stream()
                .filter(policy -> policy.archives() && properties.archiveDirectory() == null)
                .forEach(policy -> LOG.warn("Retention policy {}: {}", policy, FloorMoves.ARCHIVE_FIRST));
        repository.note(ledger.instance(), configured.all(), clock.instant());
    }

    List<Layer> layers() {
        return repository.layers();
    }

    /** In the order of their names. */
    List<RetentionPolicy> all() {
        return with(repository.policies());
    }

    /** All of them if nothing speaks against them, else a {@link RefusedRetentionException}. */
    List<RetentionPolicy> checked() {
        List<RetentionPolicy> all = all();
        check().problem(all).ifPresent(problem -> {
            throw new RefusedRetentionException("Retention cannot be enforced: " + problem);
        });
        return all;
    }

    Optional<RetentionPolicy> byName(String name) {
        return all().stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    /** Whether it is new. What speaks against it, alone or with the others, is a 400 or a 409 that says so. */
    boolean put(RetentionPolicy policy) {
        refuseConfigured(policy.name());
        RetentionCheck check = check();
        check.ofOne(policy).ifPresent(problem -> {
            throw ProblemException.badRequest("bad-member", problem);
        });
        return Boolean.TRUE.equals(transactions.execute(status -> {
            List<RetentionPolicy> stored = repository.locked();
            List<RetentionPolicy> others = stored.stream()
                    .filter(each -> !each.name().equals(policy.name()))
                    .toList();
            check.problem(with(Stream.concat(others.stream(), Stream.of(policy)).toList()))
                    .ifPresent(problem -> {
                        throw new ProblemException(HttpStatus.CONFLICT, "unsafe-retention", problem);
                    });
            repository.put(policy, clock.instant());
            return others.size() == stored.size();
        }));
    }

    /** Whether there was one. */
    boolean delete(String name) {
        refuseConfigured(name);
        return repository.delete(name);
    }

    private void refuseConfigured(String name) {
        if (configured.all().stream().anyMatch(policy -> policy.name().equals(name))) {
            throw ProblemException.conflict(
                    "The policy '" + name + "' is in the configuration of the service; it can only be changed there");
        }
    }

    private List<RetentionPolicy> with(List<RetentionPolicy> stored) {
        List<RetentionPolicy> all = new ArrayList<>(configured.all());
        all.addAll(stored);
        all.sort(Comparator.comparing(RetentionPolicy::name));
        return all;
    }

    private RetentionCheck check() {
        return new RetentionCheck(repository.layers(), properties.catchUp());
    }
}
