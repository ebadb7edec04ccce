package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.disk.StrictFileSystem.Moment;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.life.LifeCheck;
import io.quorumseal.testkit.sim.Script.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Loses power at every file operation of start-up, import and of applying an entry of each kind, with everything that
 * may be left on the disk. The node then finds the old state or the new, and replay brings it to the same key state
 * and the same wraps.
 */
class CrashTest {
    private static final Script SCRIPT = Script.everything();
    private static final List<Step> STEPS = SCRIPT.steps();
    private static final Victim UNDISTURBED = undisturbed();

    private final Map<String, Integer> points = new LinkedHashMap<>();
    private int restarts;

    private static Victim undisturbed() {
        Victim victim = new Victim();
        victim.start();
        victim.applyThrough(STEPS.size());
        return victim;
    }

    @Test
    void apply_powerLostAtAnyOperation_convergesToTheSameStateAndWrap() {
        for (int i = 0; i < STEPS.size(); i++) {
            int step = i;
            crashEverywhere(STEPS.get(i).name(), step, victim -> victim.apply(STEPS.get(step)), Set.of(step, step + 1));
        }
        report();
    }

    @Test
    void start_powerLostAtAnyOperation_convergesToTheSameStateAndWrap() {
        for (int applied : new int[] {0, 3, STEPS.size()}) {
            crashEverywhere("start behind " + applied, applied, Victim::restart, Set.of(applied));
        }
        crashEverywhere("first start", -1, Victim::start, Set.of(0));
        report();
    }

    @Test
    void importState_powerLostAtAnyOperation_convergesToTheSameStateAndWrap() {
        for (int applied : new int[] {0, 6}) {
            crashEverywhere(
                    "import behind " + applied,
                    applied,
                    victim -> victim.importState(SCRIPT.exported()),
                    Set.of(applied, STEPS.size()));
        }
        report();
    }

    @SuppressWarnings("SystemOut") // the number says what the test is worth
    private void report() {
        int total = points.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println("runtime: " + total + " crash points tried, " + restarts + " of them different, " + points);
        assertTrue(total > 500, () -> "only " + total);
    }

    private interface Action {
        void on(Victim victim);
    }

    /** Crashes in one action, behind a number of steps; none, and not started either, if that is negative. */
    private void crashEverywhere(String name, int applied, Action action, Set<Integer> mayFind) {
        Set<Left> seen = new HashSet<>();
        long operations = prepared(applied).operations(action);
        for (long operation = 1; operation <= operations; operation++) {
            for (Moment moment : Moment.values()) {
                Victim victim = crashed(applied, action, operation, moment);
                for (Survival survival : Survival.all()) {
                    points.merge(name, 1, Integer::sum);
                    if (seen.add(victim.left(survival))) {
                        restarts++;
                        String where = name + ", operation " + operation + ", " + moment + ", " + survival;
                        restart(crashed(applied, action, operation, moment), survival, applied, mayFind, where);
                    }
                }
                victim.restore(Survival.all().get(0));
            }
        }
    }

    private static Victim crashed(int applied, Action action, long operation, Moment moment) {
        Victim victim = prepared(applied);
        victim.crash(action, operation, moment);
        return victim;
    }

    private static void restart(Victim victim, Survival survival, int applied, Set<Integer> mayFind, String where) {
        victim.restore(survival);
        victim.start();
        mayHold(victim, mayFind, where);
        victim.heldWhatItTold(UNDISTURBED.states.get(Math.max(0, applied)), where);
        converges(victim, where);
    }

    private static Victim prepared(int applied) {
        Victim victim = new Victim();
        if (applied >= 0) {
            victim.start();
            victim.applyThrough(applied);
        }
        return victim;
    }

    private static void mayHold(Victim victim, Set<Integer> mayFind, String where) {
        List<KeyState> expected = new ArrayList<>();
        mayFind.forEach(step -> expected.add(UNDISTURBED.states.get(step)));
        assertTrue(expected.contains(victim.state()), () -> where + ": found neither the old state nor the new");
    }

    private static void converges(Victim victim, String where) {
        victim.applyThrough(STEPS.size());
        assertEquals(UNDISTURBED.state(), victim.state(), where);
        assertEquals(UNDISTURBED.wraps(), victim.wraps(), where);
        LifeCheck.auditFollows(victim.node);
        victim.cluster.journal().requireNoneTwice();
    }

    /**
     * All that a restart can depend on: crashes that leave the same go on the same way, and one of them is restarted.
     *
     * @param disk what is on the disk
     * @param told what the node said of itself
     * @param wrapped what it installed
     * @param openings its last opening
     */
    private record Left(
            StrictFileSystem.Image disk, Optional<KeyState> told, Map<String, String> wrapped, int openings) {}

    /** A node that applies the script, and whose disk may lose power. */
    private static final class Victim {
        private final SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n4");
        private final SimNode node = cluster.node("n4");
        private final List<KeyState> states = new ArrayList<>();
        private Optional<KeyState> told = Optional.empty();
        private Map<String, String> wrapped = Map.of();
        private int openings;
        private int installsBefore;

        Victim() {
            for (Step step : STEPS) {
                node.replica(step.group()).log().append(step.entry());
            }
        }

        void start() {
            installsBefore = node.installs().size();
            node.start();
            joinAlone();
            int opening = node.runtime().status().opening().value();
            assertTrue(opening > openings, () -> "opening " + opening + " again");
            openings = opening;
            states.clear();
            states.add(state());
        }

        /** A new node waits for an answer, unless it leads and there is nobody else. */
        private void joinAlone() {
            SimReplica control = node.replica(CONTROL);
            control.lead(control.log().lastTerm() + 1);
            for (int steps = 0; node.step(); steps++) {
                assertTrue(steps < 100, "the node does not come to rest");
            }
            control.follow();
        }

        void restart() {
            node.stop();
            start();
        }

        /** Applies the first steps, from the beginning. */
        void applyThrough(int count) {
            STEPS.subList(0, count).forEach(this::apply);
        }

        void apply(Step step) {
            SimReplica replica = node.replica(step.group());
            boolean unused = replica.learn(step.entry().index());
            if (!replica.applyNext() || replica.halt().isPresent()) {
                throw replica.halt().orElseThrow(() -> new IllegalStateException("stalled at " + step.name()));
            }
            states.add(state());
        }

        void importState(byte[] exported) {
            node.runtime()
                    .group(CONTROL)
                    .importState(exported, Script.EXPORTED_AT)
                    .toCompletableFuture()
                    .join();
        }

        long operations(Action action) {
            long before = node.disk().operations();
            action.on(this);
            return node.disk().operations() - before;
        }

        void crash(Action action, long operation, Moment moment) {
            node.disk().cutPowerAt(node.disk().operations() + operation, moment);
            try {
                action.on(this);
            } catch (QuorumSealException | java.util.concurrent.CompletionException powerLost) {
                // It is about what is found afterwards.
            }
            assertTrue(node.disk().isOff(), "no crash");
            told = node.running() ? Optional.of(state()) : Optional.empty();
            wrapped = node.running() ? wraps() : Map.of();
        }

        /** Turns the power on again. */
        void restore(Survival survival) {
            node.crash(survival);
        }

        Left left(Survival survival) {
            return new Left(node.disk().surviving(survival), told, wrapped, openings);
        }

        /** What the node said of itself, and installed, before it lost power is on the disk. */
        void heldWhatItTold(KeyState before, String where) {
            if (told.isPresent() && !told.get().equals(before)) {
                assertEquals(told.get(), state(), () -> where + ": told and lost");
            }
            wrapped.forEach((group, wrap) -> {
                long cutover = state().group(new GroupId(group)).cutover().orElse(-1);
                assertTrue(wrap.startsWith(group + " " + cutover + " "), () -> where + ": installed and lost " + wrap);
                DekId dek = DekId.of(Long.parseLong(wrap.substring(wrap.lastIndexOf(' ') + 1)));
                assertTrue(state().keys().containsKey(dek), () -> where + ": installed and lost " + wrap);
            });
        }

        KeyState state() {
            return LifeCheck.replicated(node);
        }

        /** The last wrap of each group that was installed in this life. */
        Map<String, String> wraps() {
            Map<String, String> last = new TreeMap<>();
            node.installs()
                    .subList(installsBefore, node.installs().size())
                    .forEach(line -> last.put(line.substring(0, line.indexOf(' ')), line));
            return last;
        }
    }
}
