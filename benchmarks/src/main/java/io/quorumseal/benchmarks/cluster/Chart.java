package io.quorumseal.benchmarks.cluster;

import java.util.List;
import java.util.Locale;

/** Throughput over time with a line for each change, as SVG. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 45;

    private final StringBuilder svg = new StringBuilder();
    private final double seconds;
    private final double most;

    private Chart(double seconds, double most) {
        this.seconds = seconds;
        this.most = most;
    }

    /** Draws one run of {@link Changes}. */
    static String of(List<Csv.Row> timeline, List<Csv.Row> changes) {
        double seconds = Math.max(1, max(timeline, "seconds"));
        Chart chart = new Chart(seconds, Math.max(1, max(timeline, "writes_per_second")) * 1.1);
        chart.axes();
        for (Csv.Row change : changes) {
            if (!change.text("change").equals(Step.QUIET)) {
                chart.mark(change.number("at_seconds"), change.text("change"));
            }
        }
        chart.curve(timeline);
        return chart.svg.append("</svg>\n").toString();
    }

    private static double max(List<Csv.Row> rows, String name) {
        return rows.stream().mapToDouble(row -> row.number(name)).max().orElse(0);
    }

    private double x(double second) {
        return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private void axes() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">",
                WIDTH, HEIGHT);
        add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        text(LEFT, 14, "start", "writes per second, in steps of 100 ms; a line where a change was asked for");
        double step = step(most / 4);
        for (double value = 0; value <= most; value += step) {
            line(x(0), y(value), x(seconds), y(value), "#dddddd");
            text(LEFT - 6, y(value) + 4, "end", String.format(Locale.ROOT, "%,.0f", value));
        }
        for (double second = 0; second <= seconds; second += step(seconds / 8)) {
            text(x(second), HEIGHT - BOTTOM + 16, "middle", String.format(Locale.ROOT, "%.0f s", second));
        }
    }

    /** The next of 1, 2, 5, 10 and so on. */
    private static double step(double least) {
        double step = 1;
        for (int i = 0; step < least; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        return step;
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1, y1, x2, y2, colour);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
    }

    private void mark(double second, String name) {
        line(x(second), TOP - 6, x(second), HEIGHT - BOTTOM, "#c04040");
        text(x(second) + 3, TOP - 8, "start", name);
    }

    private void curve(List<Csv.Row> timeline) {
        StringBuilder points = new StringBuilder();
        for (Csv.Row bin : timeline) {
            points.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(bin.number("seconds")), y(bin.number("writes_per_second"))));
        }
        add(
                "<polyline fill=\"none\" stroke=\"#2060a0\" points=\"%s\"/>",
                points.toString().strip());
    }
}
