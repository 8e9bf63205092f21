package io.varve.crash;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Asks for one retention run after the other, until it is closed. */
final class Retention implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private volatile boolean wanted;

    Retention(Site site, boolean wanted) {
        this.wanted = wanted;
        thread.execute(() -> repeat(site));
    }

    private void repeat(Site site) {
        while (wanted) {
            try {
                site.post(0, "/api/retention-policies/run", "");
            } catch (IOException e) {
                // The service is away.
            }
        }
    }

    @Override
    public void close() {
        wanted = false;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a retention run does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
