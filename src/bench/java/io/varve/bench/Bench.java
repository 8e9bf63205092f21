package io.varve.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a scenario works with. */
final class Bench {

    private final Settings settings;
    private final Section section;

    Bench(Settings settings, Section section) {
        this.settings = settings;
        this.section = section;
    }

    /** The table the scenario fills. */
    Section section() {
        return section;
    }

    /** An amount at the chosen scale, but no less than what still measures something. */
    int scaled(int full, int least) {
        return (int) Math.max(least, Math.round(full * settings.scale()));
    }

    /** A service on a new database; {@code properties} are {@code name=value}. */
    Service start(String... properties) throws IOException {
        return startWithHeap(settings.heap(), properties);
    }

    Service startWithHeap(String heap, String... properties) throws IOException {
        Service service = Service.start(settings.directory(), true, heap, properties);
        section.server(service.database().version());
        return service;
    }

    /** A service with another heap on the database the last one left behind. */
    Service restart(String heap, String... properties) throws IOException {
        return Service.start(settings.directory(), false, heap, properties);
    }

    /**
     * Some minutes to an hour before the present, on ten seconds but on no bound of a tier: so questions that end then are put together
     * from the same layers whenever they are asked.
     */
    static Instant betweenBounds() {
        Duration after = Duration.ofSeconds(14 * 60 + 20);
        Instant latest = Instant.now().minus(Duration.ofMinutes(5));
        return latest.minus(after).truncatedTo(ChronoUnit.HOURS).plus(after);
    }

    /** The present, on the ten seconds that points are apart. */
    static Instant now() {
        long seconds = Instant.now().truncatedTo(ChronoUnit.SECONDS).getEpochSecond();
        return Instant.ofEpochSecond(seconds - seconds % 10);
    }
}
