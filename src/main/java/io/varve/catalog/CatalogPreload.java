package io.varve.catalog;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Reads the series before the service says that it is ready, so that no query has to wait for a million of them. */
@Component
class CatalogPreload implements ApplicationRunner {

    private final SeriesSnapshots snapshots;

    CatalogPreload(SeriesSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        snapshots.current().index();
    }
}
