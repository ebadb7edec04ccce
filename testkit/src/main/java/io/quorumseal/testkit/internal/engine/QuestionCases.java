package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.internal.engine.Heard.Question;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What runtimes ask each other by way of the engine. */
final class QuestionCases {
    private static final int LONG = 20_000;

    static final List<EngineCase> ALL = List.of(
            among(
                    "questions.whole",
                    "a question reaches the runtime of the node that is named, and its answer comes back, both byte by byte",
                    point(6, "Engine.ask"),
                    QuestionCases::whole),
            among(
                    "questions.once",
                    "a question is delivered once at most, also while its answer is awaited",
                    point(6, "Engine.ask"),
                    QuestionCases::once),
            among(
                    "questions.nobody",
                    "ask fails where nobody answers: the node is down, or there is none of that name",
                    point(6, "Engine.ask"),
                    QuestionCases::nobody),
            among(
                    "questions.leader",
                    "askLeader reaches the runtime of the control group's leader, also after a change",
                    point(6, "Engine.askLeader"),
                    QuestionCases::leader),
            among(
                    "questions.before-start",
                    "ask and askLeader work before the local server runs",
                    point(6, "Engine.ask"),
                    QuestionCases::beforeStart));

    private QuestionCases() {}

    private static String question(int number) {
        return HeardSeal.MARK + number;
    }

    private static String asked(EngineScene scene, Engine engine, String node, String question) throws Exception {
        return answer(scene, "node " + node, engine.ask(node, bytes(question)));
    }

    private static String answer(EngineScene scene, String who, CompletionStage<byte[]> stage) throws Exception {
        return new String(scene.get("the answer of " + who, stage), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long delivered(EngineScene scene, String question) {
        return scene.heard().all(Question.class).stream()
                .filter(one -> one.question().equals(question))
                .count();
    }

    private static void whole(EngineScene scene) throws Exception {
        scene.up();
        int number = 0;
        for (String node : List.of(scene.second(), scene.third())) {
            for (int length : new int[] {0, 1, LONG}) {
                String question = question(number++) + "äöü".repeat(length);
                String answer = asked(scene, scene.engine(scene.first()), node, question);
                Expected.that(
                        answer.equals(node + " heard " + question),
                        "node " + node + " was asked " + question.length() + " characters, and the answer has "
                                + answer.length() + ", beginning with "
                                + answer.substring(0, Math.min(40, answer.length())));
            }
        }
    }

    private static void once(EngineScene scene) throws Exception {
        scene.up();
        CompletableFuture<String> held = new CompletableFuture<>();
        scene.rules().answering = (node, question) -> Optional.of(held);
        CompletionStage<byte[]> stage = scene.engine(scene.first()).ask(scene.second(), bytes(question(1)));
        scene.await("the question to arrive", () -> delivered(scene, question(1)) > 0);
        scene.pass();
        held.complete("late");
        Expected.same("late", answer(scene, "node " + scene.second(), stage), "the late answer");
        scene.pass();
        Expected.same(1L, delivered(scene, question(1)), "how often the question was delivered");
    }

    private static void nobody(EngineScene scene) throws Exception {
        scene.up().stop(scene.third());
        Engine engine = scene.engine(scene.first());
        for (String node : List.of(scene.third(), "nobody")) {
            Throwable unused = scene.failure(
                    "a question to node " + node + ", which does not run", engine.ask(node, bytes(question(1))));
        }
    }

    private static void leader(EngineScene scene) throws Exception {
        scene.up();
        leaderIs(scene, scene.first());
        scene.lead(scene.second(), scene.control());
        leaderIs(scene, scene.second());
    }

    private static void leaderIs(EngineScene scene, String leader) throws Exception {
        for (String node : scene.names()) {
            String answer = answer(scene, "the leader", scene.engine(node).askLeader(bytes(question(1))));
            Expected.that(
                    answer.startsWith(leader + " heard "),
                    "node " + node + " asked the leader, which is " + leader + ", and was answered: " + answer);
        }
    }

    private static void beforeStart(EngineScene scene) throws Exception {
        scene.up().stop(scene.third());
        scene.rules().starting = (node, engine) -> answersAlready(scene, engine);
        scene.start(scene.third());
        for (int number : new int[] {1, 2}) {
            Expected.that(delivered(scene, question(number)) > 0, "no question came before the server ran");
        }
    }

    private static void answersAlready(EngineScene scene, Engine engine) throws Exception {
        String unused = asked(scene, engine, scene.first(), question(1));
        String unusedToo = answer(scene, "the leader", engine.askLeader(bytes(question(2))));
    }
}
