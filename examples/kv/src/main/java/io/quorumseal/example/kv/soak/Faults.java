package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

/** Kills and pauses nodes, moves the leadership and takes snapshots, one after the other, as a seed has it. */
final class Faults implements Callable<Boolean>, AutoCloseable {
    private static final int LONGEST_QUIET_MILLIS = 2_000;
    private static final int LONGEST_DEATH_MILLIS = 3_000;
    private static final int LONGEST_PAUSE_MILLIS = 6_000;
    private static final int MOST_STARTS = 3;

    private interface Fault {
        void happen() throws InterruptedException, IOException;
    }

    private final Cluster cluster;
    private final Budget budget;
    private final Random random;
    private final Tally tally;
    private final Events events;
    private final Client client;
    private final Caller caller;
    private final Set<String> up;

    Faults(Cluster cluster, Budget budget, Random random, Tally tally, Events events) {
        this.cluster = cluster;
        this.budget = budget;
        this.random = random;
        this.tally = tally;
        this.events = events;
        this.client = cluster.client();
        this.caller = cluster.caller();
        this.up = new ConcurrentSkipListSet<>(cluster.nodes());
    }

    /** The nodes that run now, standing still or not. */
    List<String> up() {
        return List.copyOf(up);
    }

    /** Goes on until the run is over; then all nodes run, but those that do not come up. */
    @Override
    public Boolean call() throws Exception {
        List<Fault> faults = List.of(this::kill, this::kill, this::pause, this::pause, this::transfer, this::snapshot);
        while (budget.pause(upTo(LONGEST_QUIET_MILLIS)) && !up.isEmpty()) {
            faults.get(random.nextInt(faults.size())).happen();
        }
        return true;
    }

    private Duration upTo(int millis) {
        return Duration.ofMillis(random.nextInt(millis));
    }

    /** One node most of the time, sometimes two, now and then all. */
    private List<String> victims() {
        List<String> nodes = new ArrayList<>(up);
        Collections.shuffle(nodes, random);
        int dice = random.nextInt(10);
        int count = dice < 7 ? 1 : dice < 9 ? 2 : 3;
        return nodes.subList(0, Math.min(count, nodes.size()));
    }

    private String any() {
        List<String> nodes = up();
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void kill() throws InterruptedException, IOException {
        List<String> victims = victims();
        for (String node : victims) {
            up.remove(node);
            cluster.kill(node);
            tally.add(Count.KILLS);
        }
        events.say("killed %s", victims);
        var unused = budget.pause(upTo(LONGEST_DEATH_MILLIS));
        CompletableFuture.allOf(victims.stream()
                        .map(node -> CompletableFuture.runAsync(() -> start(node)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void start(String node) {
        for (int attempt = 0; attempt < MOST_STARTS; attempt++) {
            try {
                cluster.forgetLibraries(node);
                events.say("back: %s", cluster.start(List.of(node)));
                up.add(node);
                return;
            } catch (IOException e) {
                tally.add(Count.STARTS_FAILED);
                events.say("%s did not start: %s", node, e);
                end(node);
            }
        }
        tally.add(Count.BRICKED);
    }

    private void end(String node) {
        try {
            cluster.kill(node);
        } catch (IOException e) {
            events.say("%s does not end: %s", node, e);
        }
    }

    private void pause() throws InterruptedException, IOException {
        List<String> victims = victims();
        for (String node : victims) {
            cluster.pause(node);
            tally.add(Count.PAUSES);
        }
        Duration time = upTo(LONGEST_PAUSE_MILLIS);
        events.say("paused %s for %d ms", victims, time.toMillis());
        var unused = budget.pause(time);
        for (String node : victims) {
            cluster.resume(node);
        }
        events.say("resumed %s", victims);
    }

    private void transfer() {
        String node = any();
        try {
            caller.transfer(node);
            tally.add(Count.TRANSFERS);
            events.say("%s leads", node);
        } catch (IOException e) {
            tally.add(Count.TRANSFERS_FAILED);
            events.say("%s does not come to lead: %s", node, e);
        }
    }

    private void snapshot() {
        String node = any();
        try {
            events.say("%s: snapshot at %d", node, client.snapshot(node));
            tally.add(Count.SNAPSHOTS);
        } catch (IOException e) {
            events.say("%s: no snapshot: %s", node, e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        caller.close();
    }
}
