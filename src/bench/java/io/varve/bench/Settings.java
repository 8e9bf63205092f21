package io.varve.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code varve.bench.*} system properties say.
 *
 * @param only names of the scenarios to run; empty for all
 * @param scale share of the full amount of data, above 0; 1 for the published figures
 * @param heap maximum heap of the service, as {@code -Xmx} takes it
 * @param directory where databases and logs go; databases are removed afterwards
 * @param report the page to write
 */
record Settings(List<String> only, double scale, String heap, Path directory, Path report) {

    static Settings read() {
        String only = property("only", "");
        double scale = Double.parseDouble(property("scale", "1"));
        Path directory = Path.of(property("directory", "target/bench")).toAbsolutePath();
        // Figures of a small run are no figures: they stay out of the published page unless it is asked for by name.
        String page = scale < 1 ? directory.resolve("performance.md").toString() : "docs/performance.md";
        return new Settings(
                only.isEmpty() ? List.of() : List.of(only.split(",")),
                scale,
                property("heap", "512m"),
                directory,
                Path.of(property("report", page)));
    }

    boolean wants(Scenario scenario) {
        return only.isEmpty() || only.contains(scenario.name());
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("varve.bench." + name, "");
        return value.isBlank() ? otherwise : value.strip();
    }
}
