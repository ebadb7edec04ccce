package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Reads the meters of all nodes once a second, as a Prometheus server does, whatever happens to the nodes. One that is killed or
 * stands still does not answer; what comes has to be whole, and to make sense beside what the same life said before.
 */
final class Scrapes implements Callable<Boolean> {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Cluster cluster;
    private final Budget budget;
    private final Tally tally;
    private final Events events;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<URI, Double> sealed = new HashMap<>();

    Scrapes(Cluster cluster, Budget budget, Tally tally, Events events) {
        this.cluster = cluster;
        this.budget = budget;
        this.tally = tally;
        this.events = events;
    }

    /** Goes on until the run is over. */
    @Override
    public Boolean call() throws InterruptedException {
        while (budget.pause(BETWEEN)) {
            for (String node : cluster.nodes()) {
                Optional<Exposition> unused = scrape(node);
            }
        }
        return true;
    }

    /** Reads all nodes, and gives how many say that they take part and seal whatever they are given. */
    long sealing() throws InterruptedException {
        long sealing = 0;
        for (String node : cluster.nodes()) {
            sealing += scrape(node).filter(Scrapes::seals).isPresent() ? 1 : 0;
        }
        return sealing;
    }

    private static boolean seals(Exposition said) {
        return said.only("quorumseal_node_ready", "") == 1
                && said.only("quorumseal_storage_sealing", "") == 1
                && said.only("quorumseal_groups", "mode=\"SEALING\"") == 1
                && said.only("quorumseal_envelopes_sealed_total", "") > 0;
    }

    private Optional<Exposition> scrape(String node) throws InterruptedException {
        Optional<URI> page = cluster.page(node);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        Optional<HttpResponse<String>> answer = ask(page.get());
        if (answer.isEmpty()) {
            tally.add(Count.SCRAPES_UNANSWERED);
            return Optional.empty();
        }
        try {
            Exposition said = checked(page.get(), answer.get());
            tally.add(Count.SCRAPES);
            return Optional.of(said);
        } catch (IllegalArgumentException e) {
            tally.add(Count.SCRAPES_WRONG);
            events.say("%s, read at %s: %s", node, page.get(), e);
            return Optional.empty();
        }
    }

    private Optional<HttpResponse<String>> ask(URI page) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/metrics"))
                .timeout(PATIENCE)
                .build();
        try {
            return Optional.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Exposition checked(URI life, HttpResponse<String> answer) {
        if (answer.statusCode() != OK) {
            throw new IllegalArgumentException("status " + answer.statusCode() + ": " + answer.body());
        }
        Exposition said = Exposition.of(answer.body());
        double ready = said.only("quorumseal_node_ready", "");
        double now = said.only("quorumseal_envelopes_sealed_total", "");
        double before = Optional.ofNullable(sealed.put(life, now)).orElse(0.0);
        if (!List.of(0.0, 1.0).contains(ready) || !(now >= before)) {
            throw new IllegalArgumentException("ready %s, sealed %s after %s".formatted(ready, now, before));
        }
        return said;
    }
}
