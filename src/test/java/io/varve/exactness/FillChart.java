package io.varve.exactness;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Draws filled answers side by side as SVG: points as discs, what was filled as rings. */
final class FillChart {

    private static final int WIDTH = 150;
    private static final int HEIGHT = 150;
    private static final double LOWEST = 0;
    private static final double HIGHEST = 26;

    private final StringBuilder svg = new StringBuilder();

    /** {@code answers}: rows by method. */
    static String of(Map<String, List<JsonNode>> answers) {
        FillChart chart = new FillChart();
        chart.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH * answers.size(), HEIGHT + 30);
        chart.add("<title>20, 21, nothing, 23, 24 degrees, filled by each method</title>");
        chart.add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        int left = 0;
        for (Map.Entry<String, List<JsonNode>> answer : answers.entrySet()) {
            chart.panel(left, answer.getKey(), answer.getValue());
            left += WIDTH;
        }
        chart.add("</svg>");
        return chart.svg.toString();
    }

    private void panel(int left, String method, List<JsonNode> rows) {
        add("<text x=\"%d\" y=\"16\" fill=\"black\">fill=%s</text>", left + 12, method);
        for (int degrees : new int[] {0, 10, 20}) {
            add(
                    "<line x1=\"%d\" y1=\"%s\" x2=\"%d\" y2=\"%s\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%s\" fill=\"#888\" font-size=\"9\">%d</text>",
                    left + 12, y(degrees), left + WIDTH - 8, y(degrees), left, y(degrees - 0.5), degrees);
        }
        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            int x = left + 22 + i * 27;
            add(
                    "<text x=\"%d\" y=\"%d\" fill=\"#888\" font-size=\"9\" text-anchor=\"middle\">%s</text>",
                    x, HEIGHT + 22, row.get("bucket").asString().substring(11, 16));
            if (!row.get("value").isNull()) {
                add(
                        "<circle cx=\"%d\" cy=\"%s\" r=\"5\" stroke=\"#1f6fb2\" stroke-width=\"2\" fill=\"%s\"/>",
                        x, y(row.get("value").asDouble()), row.has("filled") ? "white" : "#1f6fb2");
            }
        }
    }

    private static String y(double value) {
        return String.format(Locale.ROOT, "%.1f", 30 + (HIGHEST - value) / (HIGHEST - LOWEST) * (HEIGHT - 25));
    }

    private void add(String line, Object... values) {
        svg.append(String.format(Locale.ROOT, line, values)).append('\n');
    }
}
