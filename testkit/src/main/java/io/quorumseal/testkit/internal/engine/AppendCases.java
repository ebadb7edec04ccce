package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.testkit.EngineSubject.Outcome;
import io.quorumseal.testkit.internal.engine.Draft.Placed;
import io.quorumseal.testkit.internal.engine.EngineScene.Hold;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import io.quorumseal.testkit.internal.engine.Heard.Proposed;
import io.quorumseal.testkit.internal.engine.Heard.Result;
import io.quorumseal.testkit.internal.engine.Heard.Settled;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** How payloads and encryption entries get into the log. */
final class AppendCases {
    static final List<EngineCase> ALL = List.of(
            alone(
                    "append.as-told",
                    "an engine that says INDEX_KNOWN calls recheck and then bytesAt for each proposal, any other one bytes",
                    point(1, "Engine.append"),
                    AppendCases::asTold),
            alone(
                    "append.place",
                    "an entry stands where it was decided: at the term and index given to bytesAt, or in the proposal's term",
                    point(1, "Proposal.bytesAt"),
                    AppendCases::place),
            alone(
                    "append.bytes",
                    "what is logged are the bytes that the proposal gave, all of them and no more",
                    point(1, "Proposal.bytesAt"),
                    AppendCases::bytes),
            alone(
                    "append.closed",
                    "each proposal is closed once it is appended",
                    point(3, "Proposal.close"),
                    AppendCases::closed),
            among(
                    "append.not-forwarded",
                    "what is written on a node that does not lead is appended by no other node",
                    point(2, "Engine"),
                    AppendCases::notForwarded),
            alone(
                    "append.proposed-applied",
                    "propose completes with the entry's position, and not before the entry is applied here",
                    point(5, "Engine.propose"),
                    AppendCases::proposedApplied),
            among(
                    "append.proposed-here",
                    "propose on a node that does not lead fails, closes the proposal, and appends nothing anywhere",
                    point(5, "Engine.propose"),
                    AppendCases::proposedHere),
            among(
                    "append.proposed-unknown",
                    "propose does not say that an entry was provably not appended when others apply it",
                    point(5, "Engine.propose"),
                    AppendCases::proposedUnknown),
            among(
                    "terms.changed",
                    "what was begun in one term and appended in another is decided again for that term, or refused and"
                            + " appended nowhere",
                    point(1, "Engine"),
                    AppendCases::termChanged));

    private AppendCases() {}

    private static void asTold(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), 2);
        List<Draft> appended = scene.heard().drafts().stream()
                .filter(draft -> !draft.given().isEmpty())
                .toList();
        Expected.some(appended, "a proposal whose bytes the engine asked for");
        for (Draft draft : appended) {
            if (scene.indexKnown()) {
                Expected.that(draft.taken().isEmpty(), "INDEX_KNOWN, and bytes() was called for " + draft);
                for (Placed placed : draft.placed()) {
                    Expected.that(
                            draft.rechecked().contains(placed.term()),
                            "bytesAt was called in term " + placed.term() + " without recheck for " + draft);
                }
            } else {
                Expected.that(draft.placed().isEmpty(), "ON_CONDITION_OF_TERM, and bytesAt was called for " + draft);
            }
        }
    }

    private static void place(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group());
        areWhereDecided(scene);
        scene.cutOver().written(scene.first(), scene.group());
        areWhereDecided(scene);
    }

    private static void areWhereDecided(EngineScene scene) {
        List<Open> opens = scene.heard().opens(scene.group());
        Expected.some(opens, "an entry that was opened");
        opens.forEach(open -> isWhereDecided(scene, open));
    }

    /** The proposal with the same bytes was decided for this place. */
    private static void isWhereDecided(EngineScene scene, Open open) {
        for (Draft draft : scene.heard().drafts()) {
            if (holds(draft, open)) {
                boolean there = scene.indexKnown()
                        ? draft.placed().stream()
                                .anyMatch(placed -> placed.term() == open.at().term()
                                        && placed.index() == open.at().index())
                        : draft.term() == open.at().term();
                Expected.that(
                        there,
                        draft + " came back at " + open.at() + ", and was decided for "
                                + (scene.indexKnown() ? places(draft) : "term " + draft.term()));
            }
        }
    }

    private static boolean holds(Draft draft, Open open) {
        return draft.given().stream().anyMatch(bytes -> Arrays.equals(bytes, open.logged()));
    }

    private static String places(Draft draft) {
        return draft.placed().stream()
                .map(placed -> "term " + placed.term() + " and index " + placed.index())
                .toList()
                .toString();
    }

    private static void bytes(EngineScene scene) throws Exception {
        String payload = scene.up().payload();
        Outcome unused = scene.get("the outcome", scene.write(scene.first(), scene.group(), payload));
        scene.pass();
        Draft draft = scene.heard().draft(payload).orElseThrow(() -> new AssertionError("nothing was begun"));
        boolean same = scene.heard().opens(scene.group()).stream().anyMatch(open -> holds(draft, open));
        Expected.that(same, "no entry came back with the bytes of " + draft);
    }

    private static void closed(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), 2);
        for (Draft draft : scene.heard().drafts()) {
            if (!draft.given().isEmpty()) {
                scene.await("the engine to close " + draft + ", which is applied", draft::isClosed);
            }
        }
    }

    private static void notForwarded(EngineScene scene) throws Exception {
        String payload = scene.up().payload();
        Outcome outcome = scene.get("the outcome", scene.write(scene.second(), scene.group(), payload));
        Expected.that(outcome != Outcome.APPLIED, "a write on a node that does not lead was applied");
        isNowhere(scene, payload);
    }

    /** What is written now is applied everywhere, and that is not. */
    private static void isNowhere(EngineScene scene, String payload) throws Exception {
        String later = scene.written(scene.first(), scene.group());
        for (String node : scene.names()) {
            scene.awaitApplied(node, scene.group(), later);
            Expected.that(
                    !scene.subject().applied(node, scene.group()).contains(payload),
                    "node " + node + " has applied " + payload);
        }
    }

    private static void proposedApplied(EngineScene scene) throws Exception {
        scene.up();
        CompletableFuture<Void> unused =
                scene.aside(() -> scene.node(scene.first()).runtime().admin().bootstrap());
        scene.await(
                "propose to complete", () -> !scene.heard().all(Settled.class).isEmpty());
        List<Settled> settled = scene.heard().all(Settled.class).stream()
                .filter(one -> one.at().isPresent())
                .toList();
        Expected.some(settled, "an encryption entry whose position propose told");
        List<Heard.Event> events = scene.heard().all();
        for (Settled one : settled) {
            LogPosition at = one.at().orElseThrow();
            boolean applied = events.subList(0, events.indexOf(one)).stream()
                    .anyMatch(event -> event instanceof Open open
                            && open.result() == Result.OURS
                            && open.life().equals(one.life())
                            && open.at().equals(at));
            Expected.that(applied, "propose completed with " + at + ", where no encryption entry was applied before");
        }
    }

    private static void proposedHere(EngineScene scene) throws Exception {
        String payload = scene.up().payload();
        FakeProposal proposal = new FakeProposal(payload);
        Throwable unused = scene.failure("propose", scene.engine(scene.second()).propose(scene.group(), proposal));
        scene.await("the engine to close the proposal that it refused", proposal::isClosed);
        isNowhere(scene, payload);
    }

    private static void proposedUnknown(EngineScene scene) throws Exception {
        Hold hold = scene.up().hold(scene.first(), scene.control());
        CompletableFuture<Void> unused =
                scene.aside(() -> scene.node(scene.first()).runtime().admin().bootstrap());
        scene.await(
                "another member to apply what the leader proposed",
                () -> scene.heard().opens(scene.second(), scene.control()).stream()
                        .anyMatch(open -> open.result() == Result.OURS));
        scene.lead(scene.second(), scene.control());
        scene.pass();
        hold.release();
        scene.pass();
        List<Proposed> proposed = scene.heard().all(Proposed.class);
        Expected.some(proposed, "an encryption entry that was proposed");
        for (Settled settled : scene.heard().all(Settled.class)) {
            Expected.that(
                    settled.failure().filter(AppendCases::saysNotAppended).isEmpty(),
                    "others have applied the entry, and propose failed with " + settled.failure());
        }
    }

    private static boolean saysNotAppended(Throwable failure) {
        Throwable cause = failure instanceof java.util.concurrent.CompletionException ? failure.getCause() : failure;
        return cause instanceof RetryableException;
    }

    private static void termChanged(EngineScene scene) throws Exception {
        scene.up();
        AtomicBoolean once = new AtomicBoolean();
        scene.rules().begun = node -> {
            if (once.compareAndSet(false, true)) {
                moved(scene);
            }
        };
        String payload = scene.payload();
        Outcome outcome = scene.get("the outcome", scene.write(scene.first(), scene.group(), payload));
        String later = scene.written(scene.first(), scene.group());
        for (String node : scene.names()) {
            scene.awaitApplied(node, scene.group(), later);
        }
        for (Open open : scene.heard().opens(scene.group())) {
            isWhereDecided(scene, open);
            Expected.that(
                    outcome != Outcome.REFUSED
                            || open.plaintext().filter(payload::equals).isEmpty(),
                    "the write was refused, and stands at " + open.at());
        }
    }

    /** Leadership goes to another node and comes back. */
    private static void moved(EngineScene scene) {
        try {
            scene.lead(scene.second(), scene.group());
            scene.lead(scene.first(), scene.group());
        } catch (Exception e) {
            throw new IllegalStateException("leadership does not move", e);
        }
    }
}
