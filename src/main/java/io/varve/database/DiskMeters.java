package io.varve.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.File;

/** {@code varve.embedded.disk.free} and {@code total}: bytes of the file system that an embedded server's data is on. */
final class DiskMeters implements MeterBinder {

    private final File directory;

    DiskMeters(File directory) {
        this.directory = directory;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("varve.embedded.disk.free", directory, File::getUsableSpace)
                .description("Bytes free on the disk of the embedded PostgreSQL")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("varve.embedded.disk.total", directory, File::getTotalSpace)
                .description("Size of the disk of the embedded PostgreSQL")
                .baseUnit("bytes")
                .register(registry);
    }
}
