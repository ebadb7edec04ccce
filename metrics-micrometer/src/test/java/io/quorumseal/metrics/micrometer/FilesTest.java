package io.quorumseal.metrics.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorumseal.testkit.TestEnvironment;
import io.quorumseal.testkit.sim.SimCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The document, the alert rules and the dashboard name what Prometheus is told, and nothing else. */
class FilesTest {
    private static final Path RULES = Path.of("prometheus/quorumseal.rules.yml");
    private static final Path RULES_TEST = Path.of("prometheus/quorumseal.rules.test.yml");
    private static final Path DASHBOARD = Path.of("grafana/quorumseal.json");
    private static final Path DOCUMENT = Path.of("../docs/monitoring.md");
    private static final Pattern SERIES = Pattern.compile("\\bquorumseal_\\w+");
    private static final Pattern LABEL = Pattern.compile("\\b(\\w+)(=~?|!=)\"");
    private static final Pattern ROW =
            Pattern.compile("\\| `(quorumseal\\.[a-z.]+)` \\| (\\w+) \\| (\\w*) \\| (.*?) \\| `(\\w+)`.* \\| .+ \\|");
    private static final Pattern WORD = Pattern.compile("`(\\w+)`");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SimCluster cluster = Nodes.sealing();
    private final SealMetrics metrics = Nodes.metrics(cluster.node("n1"));

    @BeforeEach
    void bind() {
        metrics.bindTo(registry);
        KekCallTimer unused = new KekCallTimer(registry, Tags.of("cluster", "c", "node", "n1"));
    }

    @AfterEach
    void close() {
        metrics.close();
        registry.close();
    }

    /** The names of the series, as Prometheus scrapes them. */
    private Set<String> scraped() {
        Set<String> names = new TreeSet<>();
        registry.scrape()
                .lines()
                .filter(line -> line.startsWith("quorumseal_"))
                .forEach(line -> names.add(line.replaceFirst("[{ ].*", "")));
        return names;
    }

    private static Set<String> named(Path file) throws IOException {
        return SERIES.matcher(Files.readString(file))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> labels() {
        Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
        registry.getMeters()
                .forEach(meter ->
                        meter.getId().getTags().stream().map(Tag::getKey).forEach(labels::add));
        return labels;
    }

    @Test
    void filesOfPrometheusAndGrafana_nameSeriesAndLabelsThatThereAre() throws IOException {
        Set<String> scraped = scraped();
        for (Path file : List.of(RULES, RULES_TEST, DASHBOARD)) {
            Set<String> strangers = named(file);
            assertTrue(strangers.size() > 5, () -> file + " names " + strangers);
            strangers.removeAll(scraped);
            assertEquals(Set.of(), strangers, () -> file + " names what nobody tells, among " + scraped);
        }
        Set<String> used = LABEL.matcher(Files.readString(RULES).replace("\\\"", "\""))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        used.removeAll(labels());
        assertEquals(Set.of(), used);
    }

    /** What a rule compares a label with is one of the words that there are. */
    @Test
    void words_ofTheRules_areAmongThoseOfTheTags() throws IOException {
        Set<String> words = new TreeSet<>();
        registry.getMeters()
                .forEach(meter ->
                        meter.getId().getTags().stream().map(Tag::getValue).forEach(words::add));
        Pattern compared = Pattern.compile("(?:mode|word|state|limit)=~?\"([^\"]+)\"");
        Set<String> used = compared.matcher(Files.readString(RULES))
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split("\\|", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(used.size() >= 6, used::toString);
        used.removeAll(words);
        assertEquals(Set.of(), used);
    }

    @Test
    void dashboard_isJsonWithAPanelForEachKindOfMeter() throws IOException {
        int depth = 0;
        try (JsonParser parser =
                new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(DASHBOARD))) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
        assertEquals(0, depth);
        Set<String> missing = scraped();
        missing.removeAll(named(DASHBOARD));
        assertEquals(
                Set.of(
                        "quorumseal_cleartext_refused",
                        "quorumseal_kek_ill_seconds",
                        "quorumseal_node_openings_ratio",
                        "quorumseal_node_warnings",
                        "quorumseal_storage_sealing"),
                missing,
                "what no panel shows");
    }

    /** Name, type, unit, tags and the name that Prometheus has. */
    @Test
    void document_listsTheMetersThatThereAre() throws IOException {
        Map<String, List<Object>> actual = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            Set<String> tags = id.getTags().stream()
                    .map(Tag::getKey)
                    .filter(key -> !Set.of("cluster", "node").contains(key))
                    .collect(Collectors.toCollection(TreeSet::new));
            String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
            actual.put(id.getName(), List.of(id.getType().name().toLowerCase(Locale.ROOT), unit, tags, series(id)));
        }
        Map<String, List<Object>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> tags = WORD.matcher(row.group(4))
                        .results()
                        .map(word -> word.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
                documented.put(row.group(1), List.of(row.group(2), row.group(3), tags, row.group(5)));
            }
        }
        assertEquals(actual, documented);
    }

    /** As it is scraped; of a timer, the count. */
    private String series(Meter.Id id) {
        String name = registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
        return scraped().stream()
                .filter(each -> each.equals(name) || each.equals(name + "_total") || each.equals(name + "_count"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not scraped as " + name));
    }

    @Test
    void rules_areWhatPrometheusTakes_andComeWhenTheyShould() throws Exception {
        String promtool =
                TestEnvironment.require("TEST_QUORUMSEAL_PROMTOOL", "run: eval \"$(testkit/servers/promtool start)\"");
        run(promtool, "check", "rules", RULES.toString());
        run(promtool, "test", "rules", RULES_TEST.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("SUCCESS"), said);
    }

    /** Each alert is expected by the test of the rules. */
    @Test
    void alerts_areEachExpectedByATest() throws IOException {
        Set<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = Pattern.compile("alertname=\"(\\w+)\"")
                .matcher(Files.readString(RULES_TEST))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(alerts, expected);
    }
}
