package io.varve.bench;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A scenario's part of the report: a table of figures, and lines of what else was seen. */
final class Section {

    private final Scenario scenario;
    private final List<String> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String server = "";
    private double seconds;

    Section(Scenario scenario) {
        this.scenario = scenario;
    }

    void server(String version) {
        server = version.replaceFirst(" .*", "");
    }

    void took(double seconds) {
        this.seconds = seconds;
    }

    /** A figure beside its baseline; the target is for what {@code ratio} says. */
    void ratio(String what, String measured, String baseline, double ratio, @Nullable Target target) {
        row(what, measured, baseline, figure(ratio), target, ratio);
    }

    /** A figure that is judged as it is. */
    void absolute(String what, double measured, String unit, @Nullable Target target) {
        row(what, figure(measured) + " " + unit, "", "", target, measured);
    }

    /** Bytes per point beside a baseline's; the target is for what was measured. */
    void bytes(String what, double measured, double baseline, Target target) {
        row(what, figure(measured), figure(baseline), figure(measured / baseline), target, measured);
    }

    /** Milliseconds beside a baseline's; the target is for the difference. */
    void difference(String what, double measured, double baseline, Target target) {
        double more = measured - baseline;
        row(what, figure(measured) + " ms", figure(baseline) + " ms", figure(more) + " ms more", target, more);
    }

    void note(String text) {
        System.out.println("  " + text);
        notes.add(text);
    }

    private void row(
            String what, String measured, String baseline, String ratio, @Nullable Target target, double judged) {
        String wanted = target == null ? "" : target.text();
        String met = target == null ? "" : target.met(judged) ? "yes" : "**no**";
        System.out.printf("  %-60s %18s %18s %12s %-18s %s%n", what, measured, baseline, ratio, wanted, met);
        rows.add("| " + String.join(" | ", what, measured, baseline, ratio, wanted, met) + " |");
    }

    String markdown(Settings settings) {
        StringBuilder text = new StringBuilder();
        text.append("### ").append(scenario.title()).append("\n\n");
        text.append(String.format(
                Locale.ROOT,
                "`mvn -Pbench -Dvarve.bench.only=%s`, %s, scale %s, %.0f s, %d cores, PostgreSQL %s, Java %s, -Xmx%s%n%n",
                scenario.name(),
                LocalDate.now(ZoneOffset.UTC),
                figure(settings.scale()),
                seconds,
                Runtime.getRuntime().availableProcessors(),
                server,
                System.getProperty("java.version"),
                settings.heap()));
        text.append("| | Varve | baseline | ratio | target | met |\n|---|---:|---:|---:|---|---|\n");
        rows.forEach(row -> text.append(row).append('\n'));
        if (!notes.isEmpty()) {
            text.append('\n');
            notes.forEach(note -> text.append("- ").append(note).append('\n'));
        }
        return text.toString();
    }

    /** Three digits, with thousands apart: 0.0123, 1.23, 12.3, 123, 12,300. */
    static String figure(double value) {
        if (value == 0) {
            return "0";
        }
        int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
