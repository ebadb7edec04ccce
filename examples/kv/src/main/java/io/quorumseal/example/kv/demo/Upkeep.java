package io.quorumseal.example.kv.demo;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an operator does with keys: new ones, nothing left under the old ones, and their end. */
final class Upkeep {
    private static final int MOST_ASKED = 120;
    private static final int PAUSE_MILLIS = 500;

    private final Report report;
    private final Cluster cluster;
    private final Set<Long> retired = new TreeSet<>();

    Upkeep(Report report, Cluster cluster) {
        this.report = report;
        this.cluster = cluster;
    }

    /** Gives commands, one after the other, and says what is answered. */
    void ask(List<String> commands) throws IOException {
        for (String command : commands) {
            report.say("%s: %s", command, cluster.ask(node(), command));
        }
    }

    /** Asks again and again, as an operator does. */
    void untilDone(String work) throws Exception {
        for (int i = 0; i < MOST_ASKED; i++) {
            String answer = cluster.ask(node(), work);
            if (answer.startsWith("done")) {
                report.say("%s: %s", work, answer);
                return;
            }
            report.progress(work + ": " + answer, i, MOST_ASKED);
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IOException(work + " is not done: " + cluster.ask(node(), work));
    }

    /** The DEKs that are not active, and still there. */
    Set<Long> oldDeks() throws IOException {
        return Arrays.stream(cluster.ask(node(), "old-deks").split(" ", -1))
                .filter(dek -> !dek.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void retireOldDeks() throws IOException {
        for (long dek : oldDeks()) {
            report.say("retire %d: %s", dek, cluster.ask(node(), "retire " + dek));
            retired.add(dek);
        }
    }

    /** Takes over what somebody else has retired. */
    void retired(Collection<Long> deks) {
        retired.addAll(deks);
    }

    /** Any of them: who does not lead hands a command on. */
    private String node() {
        return cluster.nodes().get(0);
    }

    /** All that were retired so far. */
    Set<Long> retired() {
        return Set.copyOf(retired);
    }
}
