package io.varve.rollup;

import io.varve.rollup.RefreshRepository.RefreshedTier;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * One round of refreshing: every tier, finer before coarser, first moves forward as far as its source allows, then
 * recomputes what the log says is out of date, then packs buckets that are unlikely to change any more. Any number of instances may run rounds at the same time: what one is
 * working on, the others pass over.
 */
@Component
public class RefreshCycle {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshCycle.class);

    private final RefreshRepository repository;
    private final RefreshProperties properties;
    private final RefreshMeters meters;

    RefreshCycle(RefreshRepository repository, RefreshProperties properties, RefreshMeters meters) {
        this.repository = repository;
        this.properties = properties;
        this.meters = meters;
    }

    /**
     * Refreshes all tiers as of {@code now}, the database's time. A tier that fails is recorded and left for the next
     * round; it does not keep the others from their work.
     */
    public void run(Instant now) {
        int shards = repository.shardCount();
        for (RefreshedTier tier : repository.tiers()) {
            try {
                meters.record(tier.name(), () -> refresh(tier, shards, now));
            } catch (DataAccessException | TransactionException e) {
                meters.failed(tier.name());
                LOG.warn("refresh of {} failed and will be tried again: {}", tier.name(), e.getMessage());
            }
        }
        meters.update(repository.progress(now, properties.delay()));
    }

    private void refresh(RefreshedTier tier, int shards, Instant now) {
        repository.drainFence(tier.sourceId());
        if (repository.raiseFence(tier.sourceId(), now, properties.delay())) {
            repository.drainFence(tier.sourceId());
        }
        while (repository.refreshForward(tier.id(), now).isPresent()) {
            LOG.debug("{} moved forward", tier.name());
        }
        repository.pendingShards(tier.id()).forEach(shard -> recompute(tier, shard, now));
        for (int shard = 0; tier.isPacked() && shard < shards; shard++) {
            pack(tier, shard, now);
        }
    }

    private void pack(RefreshedTier tier, int shard, Instant now) {
        int limit = properties.batchSize();
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            if (repository.pack(tier.id(), shard, properties.packAfter(), now, limit) < limit) {
                return;
            }
        }
    }

    /**
     * Bounded, so that a long backlog of one tier does not hold back the forward steps of the others. Newest first, but every
     * fourth batch begins with the oldest: however fast newer ones come, none waits for ever.
     */
    private void recompute(RefreshedTier tier, int shard, Instant now) {
        int limit = properties.batchSize();
        for (int batch = 0; batch < properties.maxBatches(); batch++) {
            boolean oldest = batch % 4 == 1;
            int taken = repository.refreshInvalidated(tier.id(), shard, now, limit, oldest);
            // Of the oldest, some may have to wait for finer tiers while newer ones need not.
            if (taken < limit && !oldest) {
                return;
            }
        }
    }
}
