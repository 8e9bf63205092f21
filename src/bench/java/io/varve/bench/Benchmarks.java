package io.varve.bench;

import java.util.List;

/** Runs the chosen scenarios one after the other; each writes its section of the report when it ends. */
public final class Benchmarks {

    private static final List<Scenario> SCENARIOS = List.of(new LiveIngest());

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.read();
        List<String> names = SCENARIOS.stream().map(Scenario::name).toList();
        if (!names.containsAll(settings.only())) {
            throw new IllegalArgumentException("varve.bench.only: there are " + String.join(", ", names));
        }
        for (Scenario scenario : SCENARIOS) {
            if (settings.wants(scenario)) {
                run(scenario, settings);
            }
        }
    }

    private static void run(Scenario scenario, Settings settings) throws Exception {
        long start = System.nanoTime();
        System.out.printf("%n%s%n", scenario.title());
        Section section = new Section(scenario);
        scenario.run(new Bench(settings, section));
        section.took((System.nanoTime() - start) / 1e9);
        Page.of(settings.report()).replace(scenario.name(), section.markdown(settings));
    }
}
