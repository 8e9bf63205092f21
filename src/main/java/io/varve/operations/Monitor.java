package io.varve.operations;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks how all jobs stand: tells what changed, ends what takes too long and what nobody is at any more. Any number of
 * instances may look; each change is told by one of them.
 */
@Component
class Monitor {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final MonitorRepository repository;
    private final MonitorMeters meters;
    private final StorageMeters storage;
    private final Notifier notifier;
    private final Instance instance;
    private final OperationsProperties properties;

    Monitor(
            MonitorRepository repository,
            MonitorMeters meters,
            StorageMeters storage,
            Notifier notifier,
            Instance instance,
            OperationsProperties properties) {
        this.repository = repository;
        this.meters = meters;
        this.storage = storage;
        this.notifier = notifier;
        this.instance = instance;
        this.properties = properties;
    }

    /** As of {@code now}, the database's time. */
    void look(Instant now) {
        repository.beat(instance.name(), now, properties.patience());
        int cancelled = repository.cancelOverdue();
        if (cancelled > 0) {
            LOG.warn("Cancelled {} statements of refreshes that had taken too long", cancelled);
        }
        repository.changes(now).forEach(notifier::tell);
        meters.update(repository.standings(now));
    }

    /** Measures what is stored, which looks at every table and so is not done all the time. */
    void measure(Instant now) {
        storage.update(repository.tiers(now), repository.database());
    }

    /** Forgets what is older than is kept; returns how many rows went. */
    long prune(Instant now) {
        return repository.prune(now.minus(properties.keep()));
    }
}
