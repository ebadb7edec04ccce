package io.quorumseal.benchmarks.cluster;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures, from the raw data and from nothing else. */
final class Charts {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 400;

    private Charts() {}

    /** Throughput over the time of one run of {@link Changes}, with a line for each change. */
    static void timeline(List<Csv.Row> timeline, List<Csv.Row> changes, Path file) throws IOException {
        XYChart chart = chart("Writes per second, in steps of 100 ms", "seconds", "writes per second");
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("writes", Rows.numbers(timeline, "seconds"), Rows.numbers(timeline, "writes_per_second"))
                .setMarker(SeriesMarkers.NONE);
        double most = Rows.numbers(timeline, "writes_per_second").stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        List<Csv.Row> asked = changes.stream()
                .filter(change -> !change.text("change").equals(Step.QUIET))
                .toList();
        for (int i = 0; i < asked.size(); i++) {
            double at = asked.get(i).number("at_seconds");
            chart.addAnnotation(new AnnotationLine(at, true, false));
            // In turn below each other, since some stand close.
            chart.addAnnotation(
                    new AnnotationText(asked.get(i).text("change"), at, most * (1.25 - 0.06 * (i % 4)), false));
        }
        chart.getStyler().setYAxisMax(most * 1.3);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    /** The time of starts and entries with more and more of what grows; both axes are logarithmic. */
    static void growth(List<Csv.Row> costs, Path file) throws IOException {
        Map<String, TreeMap<Double, Double>> curves = new LinkedHashMap<>();
        for (String curve : Rows.distinct(costs, "what", "of")) {
            List<Csv.Row> rows = Rows.where(costs, curve, "what", "of");
            TreeMap<Double, Double> points =
                    curves.computeIfAbsent(curve.replaceFirst(" (\\S+)$", ", by $1"), any -> new TreeMap<>());
            for (String count : Rows.distinct(rows, "count")) {
                points.put(
                        Double.valueOf(count),
                        Spread.of(Rows.numbers(Rows.where(rows, count, "count"), "wall_millis"))
                                .median());
            }
        }
        XYChart chart = chart("Time by how many there are", "how many", "milliseconds");
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setYAxisLogarithmic(true)
                .setLegendPosition(LegendPosition.OutsideE);
        curves.forEach(
                (name, points) -> chart.addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values())));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(String title, String across, String up) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(across)
                .yAxisTitle(up)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }
}
