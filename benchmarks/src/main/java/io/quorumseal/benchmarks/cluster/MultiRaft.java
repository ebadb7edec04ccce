package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.benchmarks.cluster.Load.Write;
import io.quorumseal.core.Admin;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cutovers and rotations of several groups at once, each led by another node, while clients write to all of them: what is refused,
 * and the longest time in which no write of a group is answered. A client tries nothing again that a node refused.
 */
final class MultiRaft {
    private static final int SIZE = 1024;
    private static final int CLIENTS = 4;
    private static final int WARM_UP_SLICES = 2;

    private final Settings settings;
    private final Csv csv = new Csv(
            Settings.RESULTS.resolve("groups.csv"),
            "run",
            "change",
            "group",
            "pause_millis",
            "undisturbed_p99_millis",
            "run_refused",
            "run_writes");

    MultiRaft(Settings settings) throws IOException {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        for (int run = 0; run < settings.changeRuns(); run++) {
            System.out.printf("    run %d of %d%n", run + 1, settings.changeRuns());
            try (MultiRaftCluster cluster = MultiRaftCluster.start(Settings.WORK.resolve("groups-" + run))) {
                cluster.leadApart();
                run(run, cluster);
            }
        }
    }

    private void run(int run, MultiRaftCluster cluster) throws IOException, InterruptedException {
        Map<String, Load> loads = new LinkedHashMap<>();
        for (String group : MultiRaftCluster.GROUPS) {
            loads.put(group, new Load(cluster.target(group), SIZE, CLIENTS));
        }
        Thread.sleep(settings.slice().toMillis() * WARM_UP_SLICES);
        Steps steps = steps(cluster.admin());
        Map<String, List<Write>> writes = new LinkedHashMap<>();
        for (Map.Entry<String, Load> load : loads.entrySet()) {
            writes.put(load.getKey(), load.getValue().end());
        }
        for (Map.Entry<String, Load> load : loads.entrySet()) {
            write(run, load.getKey(), steps.done(), writes.getOrDefault(load.getKey(), List.of()), load.getValue());
        }
    }

    private Steps steps(Admin admin) throws IOException, InterruptedException {
        Steps steps = new Steps(settings.slice());
        steps.run("bootstrap", () -> Again.ask(admin::bootstrap));
        steps.run("enable-storage", () -> Again.ask(admin::enableStorageEnvelope));
        for (String group : MultiRaftCluster.GROUPS) {
            steps.run("enable-raft " + group, () -> Again.ask(() -> admin.enableRaftEnvelope(new GroupId(group))));
        }
        steps.run("rotate raft", () -> Again.ask(() -> admin.rotate(Purpose.RAFT)));
        steps.run("rotate storage", () -> Again.ask(() -> admin.rotate(Purpose.STORAGE)));
        return steps;
    }

    private void write(int run, String group, List<Step> steps, List<Write> writes, Load load) throws IOException {
        double p99 = Step.undisturbedP99Millis(steps, writes);
        for (Step step : steps) {
            csv.row(run, step.name(), group, step.longestPauseMillis(writes), p99, load.refused(), writes.size());
        }
    }
}
