package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.LogPosition;
import io.quorumseal.testkit.EngineSubject.Outcome;
import io.quorumseal.testkit.internal.engine.EngineScene.Hold;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import io.quorumseal.testkit.internal.engine.Heard.Result;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How entries get from the log to the vendor's state machine. */
final class ApplyCases {
    private static final int SEVERAL = 4;
    private static final int LONG_MILLIS = 50;

    static final List<EngineCase> ALL = List.of(
            alone(
                    "apply.in-order",
                    "payloads are opened in the order of their indexes, and the state machine gets what was opened, in that order",
                    point(11, "GroupSeal.open"),
                    ApplyCases::inOrder),
            alone(
                    "apply.only-proposed",
                    "entries that the engine makes for itself are not opened",
                    point(11, "GroupSeal.open"),
                    ApplyCases::onlyProposed),
            alone(
                    "apply.plaintext",
                    "the state machine gets what open returned, and nothing that was not opened",
                    point(11, "Engine"),
                    ApplyCases::plaintext),
            alone(
                    "apply.one-at-a-time",
                    "entries of one group are opened one at a time",
                    "GroupSeal.open",
                    ApplyCases::oneAtATime),
            among(
                    "apply.everywhere",
                    "all members have the same entries opened at the same positions",
                    point(11, "GroupSeal.open"),
                    ApplyCases::everywhere),
            alone(
                    "apply.not-yet",
                    "an entry that has to wait is opened again when it may go on, and nothing behind it is applied before",
                    "docs/guide.md, \"Apply\", and Opened.NotYet",
                    ApplyCases::notYet),
            alone(
                    "apply.others-go-on",
                    "while a group waits, the control group goes on",
                    "docs/guide.md, \"Apply\", and Opened.NotYet",
                    ApplyCases::othersGoOn,
                    EngineNeeds.SECOND_GROUP),
            alone(
                    "halt.not-skipped",
                    "an entry at which opening halted is not applied, and is opened again after a restart",
                    point(11, "HaltApplyException"),
                    ApplyCases::haltNotSkipped,
                    EngineNeeds.DISK),
            alone(
                    "halt.stops",
                    "behind an entry at which opening halted nothing of the group is opened or applied",
                    point(11, "HaltApplyException"),
                    ApplyCases::haltStops),
            alone(
                    "halt.others-go-on",
                    "when a group has halted, the other groups go on",
                    point(11, "HaltApplyException"),
                    ApplyCases::haltOthersGoOn,
                    EngineNeeds.SECOND_GROUP),
            alone(
                    "halt.machine",
                    "a payload at which the state machine throws is not applied, the runtime is told, and it is applied after"
                            + " a restart",
                    "docs/guide.md, \"Apply\", and QuorumSeal.halted",
                    ApplyCases::haltMachine,
                    EngineNeeds.DEFECT,
                    EngineNeeds.DISK),
            alone(
                    "replay.restart",
                    "after a restart what the engine does not count as applied is opened again, the same bytes at the same"
                            + " positions, and the state machine has all payloads once",
                    point(11, "Engine.Recovered"),
                    scene -> replay(scene, scene::stop),
                    EngineNeeds.DISK),
            alone(
                    "replay.kill",
                    "the same after a node was killed: nothing that was told as applied is lost",
                    point(11, "Engine.Recovered"),
                    scene -> replay(scene, scene::kill),
                    EngineNeeds.KILL));

    private ApplyCases() {}

    /** Ends a node. */
    private interface End {
        void of(String node) throws Exception;
    }

    private static List<String> machine(EngineScene scene) {
        return scene.subject().applied(scene.first(), scene.group());
    }

    private static List<String> plaintexts(List<Open> opens) {
        return opens.stream().flatMap(open -> open.plaintext().stream()).toList();
    }

    private static void inOrder(EngineScene scene) throws Exception {
        List<String> written = scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        List<Open> opens = scene.heard().opens(scene.first(), scene.group());
        LogPosition before = new LogPosition(scene.group(), 0, 0);
        for (Open open : opens) {
            Expected.that(
                    open.at().index() > before.index() && open.at().term() >= before.term(),
                    "an entry was opened at " + open.at() + " behind one at " + before);
            before = open.at();
        }
        Expected.same(written, plaintexts(opens), "what was opened");
        Expected.same(written, machine(scene), "what the state machine was given");
    }

    private static void onlyProposed(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), 2);
        List<byte[]> given = scene.heard().drafts().stream()
                .flatMap(draft -> draft.given().stream())
                .toList();
        for (Open open : scene.heard().opens(scene.group())) {
            Expected.that(
                    given.stream().anyMatch(bytes -> Arrays.equals(bytes, open.logged())),
                    open.logged().length + " bytes were opened at " + open.at() + " that no proposal gave");
        }
    }

    private static void plaintext(EngineScene scene) throws Exception {
        String payload = scene.sealed().payload();
        Outcome outcome = scene.get("the outcome", scene.write(scene.first(), scene.group(), payload));
        Expected.same(Outcome.APPLIED, outcome, "what became of a write on the leader");
        List<String> machine = machine(scene);
        List<String> opened = plaintexts(scene.heard().opens(scene.first(), scene.group()));
        Expected.that(
                machine.size() == 1 && opened.containsAll(machine),
                "the state machine was given " + machine + ", and opened was " + opened);
    }

    private static void oneAtATime(EngineScene scene) throws Exception {
        scene.up();
        scene.rules().opening = (node, at, open) -> {
            linger(scene);
            return open.get();
        };
        scene.written(scene.first(), scene.group(), 2);
    }

    private static void linger(EngineScene scene) {
        try {
            scene.heard().pause(LONG_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void everywhere(EngineScene scene) throws Exception {
        List<String> written = scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        Map<Long, Open> first = byIndex(scene, scene.first());
        for (String node : scene.names()) {
            scene.awaitApplied(node, scene.group(), written.get(SEVERAL - 1));
            Expected.same(written, scene.subject().applied(node, scene.group()), "what node " + node + " has applied");
            byIndex(scene, node).forEach((index, open) -> {
                Open there = first.get(index);
                Expected.that(
                        there != null && there.at().equals(open.at()) && Arrays.equals(there.logged(), open.logged()),
                        "node " + node + " had " + open.at() + " opened with other bytes than node " + scene.first());
            });
        }
    }

    private static Map<Long, Open> byIndex(EngineScene scene, String node) {
        Map<Long, Open> opens = new HashMap<>();
        scene.heard()
                .opens(node, scene.group())
                .forEach(open -> opens.put(open.at().index(), open));
        return opens;
    }

    private static void notYet(EngineScene scene) throws Exception {
        Hold hold = scene.up().hold(scene.first(), scene.group());
        String payload = scene.payload();
        CompletionStage<Outcome> outcome = scene.write(scene.first(), scene.group(), payload);
        CompletionStage<Outcome> next = scene.write(scene.first(), scene.group(), scene.payload());
        scene.await(
                "an entry to be opened",
                () -> scene.heard().opens(scene.first(), scene.group()).stream()
                        .anyMatch(open -> open.result() == Result.NOT_YET));
        scene.pass();
        long waits =
                scene.heard().opens(scene.first(), scene.group()).get(0).at().index();
        Expected.that(
                scene.heard().opens(scene.first(), scene.group()).stream()
                        .allMatch(open -> open.at().index() == waits),
                "something was opened behind an entry that has to wait");
        Expected.that(machine(scene).isEmpty(), "applied while it had to wait: " + machine(scene));
        hold.release();
        Expected.same(Outcome.APPLIED, scene.get("the outcome", outcome), "what became of the write that waited");
        Expected.same(Outcome.APPLIED, scene.get("the outcome", next), "what became of the write behind it");
        Expected.same(payload, machine(scene).get(0), "the first payload that was applied");
    }

    private static void othersGoOn(EngineScene scene) throws Exception {
        Hold hold = scene.up().hold(scene.first(), scene.group());
        CompletionStage<Outcome> waits = scene.write(scene.first(), scene.group(), scene.payload());
        scene.await(
                "an entry to be opened",
                () -> !scene.heard().opens(scene.first(), scene.group()).isEmpty());
        scene.written(scene.first(), scene.control());
        hold.release();
        Expected.same(Outcome.APPLIED, scene.get("the outcome", waits), "what became of the write that waited");
    }

    /** Halts the group at a payload, which is returned. */
    static String halted(EngineScene scene) throws Exception {
        String payload = scene.payload();
        scene.haltAt(scene.first(), scene.group(), payload);
        CompletionStage<Outcome> unused = scene.write(scene.first(), scene.group(), payload);
        scene.await(
                "the entry to be opened, where the contract halts",
                () -> scene.hasHalted(scene.first(), scene.group()));
        scene.pass();
        return payload;
    }

    private static void haltNotSkipped(EngineScene scene) throws Exception {
        List<String> written = scene.up().written(scene.first(), scene.group(), 2);
        String payload = halted(scene);
        Expected.that(!machine(scene).contains(payload), "the entry was applied, though opening halted");
        restarted(scene, scene::stop);
        scene.awaitApplied(scene.first(), scene.group(), payload);
        Expected.same(
                List.of(written.get(0), written.get(1), payload), machine(scene), "what is applied after the restart");
    }

    private static void restarted(EngineScene scene, End end) throws Exception {
        end.of(scene.first());
        scene.rules().opening = (node, at, open) -> open.get();
        scene.start(scene.first());
        scene.leadAll(scene.first());
    }

    private static void haltStops(EngineScene scene) throws Exception {
        String payload = halted(scene.up());
        CompletionStage<Outcome> unused = scene.write(scene.first(), scene.group(), scene.payload());
        scene.pass();
        List<Open> opens = scene.heard().opens(scene.first(), scene.group());
        long halted = opens.stream()
                .filter(open -> open.result() == Result.HALTED)
                .findFirst()
                .orElseThrow()
                .at()
                .index();
        Optional<LogPosition> behind = opens.stream()
                .filter(open -> open.result() != Result.HALTED && open.at().index() >= halted)
                .map(Open::at)
                .findFirst();
        Expected.that(behind.isEmpty(), "opening halted at index " + halted + ", and went on to " + behind);
        Expected.that(machine(scene).isEmpty(), "opening halted at " + payload + ", and applied is " + machine(scene));
    }

    private static void haltOthersGoOn(EngineScene scene) throws Exception {
        String unused = halted(scene.up());
        scene.written(scene.first(), scene.control());
    }

    private static void haltMachine(EngineScene scene) throws Exception {
        String written = scene.up().written(scene.first(), scene.group());
        String payload = scene.payload();
        scene.subject().machineThrows().orElseThrow().at(scene.first(), scene.group(), payload);
        CompletionStage<Outcome> unused = scene.write(scene.first(), scene.group(), payload);
        scene.await(
                "the runtime to be told that the group has halted",
                () -> scene.heard().all(Heard.Halted.class).stream()
                        .anyMatch(halted -> halted.group().equals(scene.group())));
        scene.pass();
        Expected.that(!machine(scene).contains(payload), "the state machine threw, and the entry counts as applied");
        restarted(scene, scene::stop);
        scene.awaitApplied(scene.first(), scene.group(), payload);
        Expected.same(List.of(written, payload), machine(scene), "what is applied after the restart");
    }

    private static void replay(EngineScene scene, End end) throws Exception {
        List<String> written = scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        List<Open> before = scene.heard().opens(scene.first(), scene.group());
        long[] applied = new long[1];
        scene.rules().starting = (node, engine) -> applied[0] = engine.recovered().stream()
                .filter(one -> one.group().equals(scene.group()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("recovered() leaves out group " + scene.group()))
                .applied();
        restarted(scene, end);
        scene.awaitApplied(scene.first(), scene.group(), written.get(SEVERAL - 1));
        Expected.same(written, machine(scene), "what the state machine has after the restart");
        List<Open> again = scene.heard().opens(scene.life(scene.first()), scene.group());
        for (Open open : before) {
            Expected.that(
                    open.at().index() <= applied[0] || again.stream().anyMatch(one -> isSame(one, open)),
                    "the engine counts index " + applied[0] + " as applied, and did not have " + open.at()
                            + " opened again after the restart with the same bytes");
        }
    }

    private static boolean isSame(Open one, Open other) {
        return one.at().equals(other.at()) && Arrays.equals(one.logged(), other.logged());
    }
}
