package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.QuestionCases.bytes;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.testkit.EngineSubject.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** Sizes, threads, and the end of a node. */
final class ConductCases {
    private static final int THREADS = 8;
    private static final int ROUNDS = 50;
    private static final String THREADS_CLAUSE =
            "docs/guide.md, \"An engine of your own\", last lines, and Engine, \"Threads\"";

    static final List<EngineCase> ALL = List.of(
            alone(
                    "sizes.largest",
                    "the log takes a payload that comes to maxEntrySize when it is sealed",
                    point(13, "Engine.maxEntrySize"),
                    ConductCases::largest),
            alone(
                    "sizes.too-large",
                    "a payload that is larger by one byte is refused before it is appended",
                    point(13, "Engine.maxEntrySize"),
                    ConductCases::tooLarge),
            among(
                    "threads.at-once",
                    "calls of the engine return at once, whatever they wait for",
                    THREADS_CLAUSE,
                    ConductCases::atOnce),
            alone(
                    "threads.together",
                    "what the engine tells may be asked by several threads at a time",
                    THREADS_CLAUSE,
                    ConductCases::together),
            among(
                    "threads.may-block",
                    "stages complete on threads that may block: others complete meanwhile",
                    THREADS_CLAUSE,
                    ConductCases::mayBlock,
                    EngineNeeds.THREADS),
            among(
                    "closing.pending",
                    "when a node is stopped, a write that it could not commit comes to an end, and its proposal is closed",
                    point(3, "Proposal"),
                    ConductCases::pending),
            alone(
                    "closing.quiet",
                    "when a node is stopped, its engine calls the runtime no more",
                    "docs/guide.md, \"Start\", and QuorumSeal",
                    ConductCases::quiet));

    private ConductCases() {}

    /** What sealing may add, at most. */
    private static int overhead(EngineScene scene) {
        ByteBuffer payload = ByteBuffer.wrap(bytes(scene.payload()));
        try (Proposal proposal =
                scene.node(scene.first()).runtime().group(scene.group().name()).begin(payload)) {
            return proposal.maxSize() - payload.remaining();
        }
    }

    private static String payload(EngineScene scene, int size) {
        int head = scene.payload("").length();
        return scene.payload("x".repeat(size - head));
    }

    private static void largest(EngineScene scene) throws Exception {
        scene.sealed();
        int size = scene.engine(scene.first()).maxEntrySize() - overhead(scene);
        String payload = payload(scene, size);
        Outcome outcome = scene.get("the outcome", scene.write(scene.first(), scene.group(), payload));
        Expected.same(
                Outcome.APPLIED,
                outcome,
                "what became of a payload of " + size + " bytes, the largest that there may be,");
        scene.awaitApplied(scene.first(), scene.group(), payload);
    }

    private static void tooLarge(EngineScene scene) throws Exception {
        scene.sealed();
        int size = scene.engine(scene.first()).maxEntrySize() - overhead(scene) + 1;
        String payload = payload(scene, size);
        Outcome outcome = scene.get("the outcome", scene.write(scene.first(), scene.group(), payload));
        Expected.same(Outcome.REFUSED, outcome, "what became of a payload of " + size + " bytes, one too many,");
        scene.written(scene.first(), scene.group());
        Expected.that(scene.heard().opened(scene.first(), payload).isEmpty(), "it was refused, and is in the log");
    }

    private static void atOnce(EngineScene scene) throws Exception {
        scene.up();
        CompletableFuture<String> held = new CompletableFuture<>();
        scene.rules().answering = (node, question) -> Optional.of(held);
        Engine engine = scene.engine(scene.second());
        byte[] question = bytes(HeardSeal.MARK);
        isBack(scene, "ask", () -> {
            CompletionStage<byte[]> unused = engine.ask(scene.first(), question);
        });
        isBack(scene, "askLeader", () -> {
            CompletionStage<byte[]> unused = engine.askLeader(question);
        });
        isBack(scene, "propose", () -> {
            var unused = engine.propose(scene.group(), new FakeProposal(scene.payload()));
        });
        isBack(scene, "stepDown", () -> engine.stepDown(scene.group(), "the contract asks"));
        held.complete("late");
    }

    private static void isBack(EngineScene scene, String call, EngineScene.Deed deed) throws Exception {
        Expected.that(scene.isBack(deed), call + " does not return while what it asks for is not there");
    }

    private static void together(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group());
        Engine engine = scene.engine(scene.first());
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            asked.add(scene.onAThread(() -> {
                start.await();
                for (int round = 0; round < ROUNDS; round++) {
                    askAll(engine, scene.group());
                }
            }));
        }
        for (CompletableFuture<Void> one : asked) {
            EngineScene.join("what the engine tells to " + THREADS + " threads", one);
        }
    }

    private static void askAll(Engine engine, GroupId group) {
        Expected.that(engine.leadership(group) instanceof Engine.Leadership.Leading, "the only node does not lead");
        Expected.that(!engine.members(group).isEmpty(), "nobody is a member");
        Expected.that(!engine.groups().isEmpty() && engine.hosted(group).isPresent(), "there is no group");
        Expected.that(engine.holding(group).entries().iterator().hasNext(), "the log is empty");
    }

    private static void mayBlock(EngineScene scene) throws Exception {
        scene.up();
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        scene.rules().answering = (node, question) -> Optional.of(node.equals(scene.second()) ? one : other);
        Engine engine = scene.engine(scene.first());
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        CompletionStage<Void> first =
                engine.ask(scene.second(), bytes(HeardSeal.MARK + 1)).thenAccept(answer -> block(blocking, ends));
        CompletionStage<byte[]> second = engine.ask(scene.third(), bytes(HeardSeal.MARK + 2));
        CompletableFuture<Void> unused = scene.onAThread(() -> one.complete("late"));
        scene.await("an answer", () -> blocking.getCount() == 0);
        CompletableFuture<Void> unusedToo = scene.onAThread(() -> other.complete("later"));
        try {
            byte[] answer = scene.get("an answer, while whoever heard another one blocks", second);
            Expected.that(answer.length > 0, "the answer is empty");
        } finally {
            ends.countDown();
        }
        Void unusedAtLast = scene.get("the first answer", first);
    }

    private static void block(CountDownLatch blocking, CountDownLatch ends) {
        blocking.countDown();
        try {
            ends.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pending(EngineScene scene) throws Exception {
        scene.up().stop(scene.second());
        scene.stop(scene.third());
        String payload = scene.payload();
        CompletionStage<Outcome> outcome = scene.write(scene.first(), scene.group(), payload);
        scene.pass();
        scene.stop(scene.first());
        Expected.that(
                scene.get("the outcome of a write on a node that is stopped", outcome) != Outcome.APPLIED,
                "a write was applied without a majority");
        Optional<Draft> draft = scene.heard().draft(payload);
        if (draft.isPresent()) {
            scene.await("the proposal to be closed", draft.get()::isClosed);
        }
    }

    private static void quiet(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), 2);
        scene.stop(scene.first());
        scene.pass();
        Expected.same(List.of(), scene.heard().offences(), "what the engine did");
    }
}
