package io.varve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ways of sending points to the service, in turns with a bare COPY; each turn sends new points of the same shape. */
final class IngestComparison {

    private static final int ROUNDS = 3;

    /** A way of sending, and what its ratio to the COPY has to be. */
    record Variant(
            String what,
            Format format,
            int connections,
            @Nullable Target target) {}

    private final Service service;
    private final List<Variant> variants;
    private final Rates baseline = new Rates();
    private final List<Rates> measured = new ArrayList<>();

    IngestComparison(Service service, List<Variant> variants) {
        this.service = service;
        this.variants = variants;
        variants.forEach(variant -> measured.add(new Rates()));
    }

    /** The first round only warms up. */
    void run(Supplier<List<Batch>> next, Function<List<Batch>, Load> copy) throws Exception {
        for (int round = 0; round <= ROUNDS; round++) {
            turn(round, baseline, next.get(), copy);
            for (int i = 0; i < variants.size(); i++) {
                Variant variant = variants.get(i);
                turn(
                        round,
                        measured.get(i),
                        next.get(),
                        batches -> variant.format().load(service, variant.connections(), batches));
            }
        }
    }

    private void turn(int round, Rates rates, List<Batch> batches, Function<List<Batch>, Load> way) throws Exception {
        service.database().checkpoint();
        Timing timing = way.apply(batches).run(service);
        if (round > 0) {
            rates.add(batches, timing);
        }
    }

    void report(Section section, String copy) {
        section.note("Baseline: " + copy + ". Processor seconds per million points: " + baseline.cpuPerMillion() + ".");
        for (int i = 0; i < variants.size(); i++) {
            Variant variant = variants.get(i);
            Rates rates = measured.get(i);
            double ratio = rates.perSecond() / baseline.perSecond();
            section.ratio(variant.what(), rates.text(), baseline.text(), ratio, variant.target());
            section.note(variant.what() + ": processor seconds per million points " + rates.cpuPerMillion() + ".");
        }
    }
}
