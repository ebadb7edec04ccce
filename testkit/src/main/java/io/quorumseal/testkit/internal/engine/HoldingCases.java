package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.testkit.EngineSubject.Outcome;
import io.quorumseal.testkit.internal.engine.EngineScene.Hold;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a node says that its logs hold: whatever is left out counts as gone, and its DEK may be retired. */
final class HoldingCases {
    private static final int SEVERAL = 3;

    static final List<EngineCase> ALL = List.of(
            alone(
                    "holding.entries",
                    "holding tells each payload that was appended, with its position and its bytes as logged, in the log's order",
                    point(12, "Engine.holding"),
                    HoldingCases::entries),
            alone(
                    "holding.unapplied",
                    "holding tells a payload that is appended and not applied yet",
                    point(12, "Engine.holding"),
                    HoldingCases::unapplied),
            alone(
                    "holding.halted",
                    "of a group that has halted, holding tells all that the log holds, or throws",
                    point(12, "Engine.holding"),
                    HoldingCases::halted),
            alone(
                    "holding.ended",
                    "of a group that was ended and whose files stay, holding tells all that the log holds, or throws",
                    point(12, "Engine.holding"),
                    HoldingCases::ended,
                    EngineNeeds.END_GROUP),
            among(
                    "holding.follower",
                    "holding tells the same on a node that follows",
                    point(12, "Engine.holding"),
                    HoldingCases::follower),
            alone(
                    "holding.not-started",
                    "holding tells what the files hold before the server runs",
                    point(12, "Engine.holding"),
                    scene -> beforeRestart(scene, (engine, group, opens) -> isHeld(engine.holding(group), opens)),
                    EngineNeeds.DISK));

    /** Sees what an engine says before its server runs, of a group whose entries are known. */
    interface Look {
        void at(Engine engine, GroupId group, List<Open> opens) throws Exception;
    }

    private HoldingCases() {}

    /** Writes, and looks again when the node is being started once more. */
    static void beforeRestart(EngineScene scene, Look look) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        scene.stop(scene.first());
        List<AssertionError> wrong = new ArrayList<>();
        scene.rules().starting = (node, engine) -> {
            for (GroupId group : scene.subject().groups()) {
                try {
                    look.at(engine, group, scene.heard().opens(scene.first(), group));
                } catch (AssertionError e) {
                    wrong.add(e);
                }
            }
        };
        scene.start(scene.first());
        if (!wrong.isEmpty()) {
            throw wrong.get(0);
        }
    }

    /** Each entry that was opened is among those that are told, and those are in order. */
    static void isTold(Iterable<Logged> entries, List<Open> opens, String who) {
        List<Logged> told = new ArrayList<>();
        entries.forEach(told::add);
        for (int i = 1; i < told.size(); i++) {
            Expected.that(
                    told.get(i).index() > told.get(i - 1).index(),
                    who + " tells index " + told.get(i).index() + " behind "
                            + told.get(i - 1).index());
        }
        for (Open open : opens) {
            Expected.that(
                    told.stream()
                            .anyMatch(one -> one.term() == open.at().term()
                                    && one.index() == open.at().index()
                                    && Arrays.equals(one.payload(), open.logged())),
                    who + " leaves out the entry at " + open.at() + "; it tells those at "
                            + told.stream().map(Logged::index).toList());
        }
    }

    static void isHeld(Holding holding, List<Open> opens) {
        Expected.some(opens, "an entry that was opened");
        isTold(holding.entries(), opens, "holding");
    }

    private static void entries(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        for (GroupId group : scene.subject().groups()) {
            isHeld(scene.engine(scene.first()).holding(group), scene.heard().opens(scene.first(), group));
        }
    }

    private static void unapplied(EngineScene scene) throws Exception {
        Hold hold = scene.sealed().hold(scene.first(), scene.group());
        String payload = scene.payload();
        CompletionStage<Outcome> unused = scene.write(scene.first(), scene.group(), payload);
        scene.await(
                "the write to be appended",
                () -> scene.heard().draft(payload).filter(Draft::isClosed).isPresent());
        byte[] logged = scene.heard().draft(payload).orElseThrow().given().get(0);
        Expected.that(
                holds(scene.engine(scene.first()).holding(scene.group()), logged),
                "holding leaves out a payload that is appended and waits to be applied");
        hold.release();
    }

    private static boolean holds(Holding holding, byte[] payload) {
        for (Logged logged : holding.entries()) {
            if (Arrays.equals(payload, logged.payload())) {
                return true;
            }
        }
        return false;
    }

    private static void halted(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group(), SEVERAL);
        String unused = ApplyCases.halted(scene);
        isHeldOrRefused(scene);
    }

    private static void isHeldOrRefused(EngineScene scene) {
        Holding holding;
        try {
            holding = scene.engine(scene.first()).holding(scene.group());
        } catch (RuntimeException e) {
            return; // then everything counts as needed
        }
        isHeld(holding, scene.heard().opens(scene.first(), scene.group()));
    }

    private static void ended(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group(), SEVERAL);
        scene.subject().endGroup().orElseThrow().run(scene.first(), scene.group());
        isHeldOrRefused(scene);
    }

    private static void follower(EngineScene scene) throws Exception {
        List<String> written = scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        scene.awaitApplied(scene.third(), scene.group(), written.get(SEVERAL - 1));
        isHeld(scene.engine(scene.third()).holding(scene.group()), scene.heard().opens(scene.third(), scene.group()));
    }
}
