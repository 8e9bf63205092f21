package io.varve.bench;

import java.io.IOException;
import java.util.List;

/** Runs the chosen scenarios one after the other; each writes its section of the report when it ends. */
public final class Benchmarks {

    private static final List<Scenario> SCENARIOS = List.of(
            new LiveIngest(),
            new BulkIngest(),
            new Sessions(),
            new Chain(),
            new LateData(),
            new Size(),
            new Queries(),
            new Growth(),
            new ManySeries());

    private Benchmarks() {}

    public static void main(String[] args) throws IOException {
        Settings settings = Settings.read();
        List<String> names = SCENARIOS.stream().map(Scenario::name).toList();
        if (!names.containsAll(settings.only())) {
            throw new IllegalArgumentException("varve.bench.only: there are " + String.join(", ", names));
        }
        boolean failed = false;
        for (Scenario scenario : SCENARIOS) {
            failed |= settings.wants(scenario) && !run(scenario, settings);
        }
        if (failed) {
            System.exit(1);
        }
    }

    /** A scenario that fails leaves its section as it was, and the others their turn. */
    private static boolean run(Scenario scenario, Settings settings) throws IOException {
        long start = System.nanoTime();
        System.out.printf("%n%s%n", scenario.title());
        Section section = new Section(scenario);
        try {
            scenario.run(new Bench(settings, section));
        } catch (Exception e) {
            e.printStackTrace();
            return false;
        }
        section.took((System.nanoTime() - start) / 1e9);
        Page.of(settings.report()).replace(scenario.name(), section.markdown(settings));
        return true;
    }
}
