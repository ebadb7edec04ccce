package io.quorumseal.core.internal.peer;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The members of the control group, learners included: every node that hosts any group.
 *
 * @param node this node
 * @param line how it asks the others
 */
public record Members(Node node, Line line) {

    /** All of them; nobody while the engine does not know them. */
    public List<Member> all() {
        return node.config().engine().members(node.config().control());
    }

    public Set<String> voters() {
        return all().stream().filter(Member::voter).map(Member::node).collect(Collectors.toSet());
    }

    /**
     * Asks every member, and this node directly.
     *
     * @param bound how long to wait for each
     * @param here what this node answers
     * @return everybody's answer by name; who does not answer, or answers with an error, has failed
     */
    public CompletionStage<SortedMap<String, PeerMessage>> ask(
            PeerMessage question, Duration bound, Supplier<CompletionStage<PeerMessage>> here) {
        SortedMap<String, PeerMessage> answers = new TreeMap<>();
        List<Member> members = all();
        if (members.isEmpty()) {
            throw new RejectedException(
                    Reason.MEMBER_NOT_READY, "the engine does not know the members of the control group yet");
        }
        CompletionStage<Void> last = CompletableFuture.completedFuture(null);
        for (Member member : members) {
            boolean self = member.node().equals(node.config().node());
            CompletionStage<PeerMessage> answer =
                    self ? bounded(here, bound).exceptionally(Answers::failed) : asked(member.node(), question, bound);
            last = last.thenCombine(answer, (done, message) -> {
                answers.put(member.node(), message);
                return null;
            });
        }
        return last.thenApply(done -> answers);
    }

    private CompletionStage<PeerMessage> asked(String member, PeerMessage question, Duration bound) {
        return bounded(() -> line.ask(member, question), bound).exceptionally(failure -> {
            line.hearing().failed(member, failure);
            return Answers.failed(failure);
        });
    }

    /** Asks every member for the key state that it has applied; this node, which asks because it does not know, says so. */
    public CompletionStage<SortedMap<String, PeerMessage>> askForKeys() {
        return ask(
                new PeerMessage.AskKeys(false),
                node.config().limits().adminTimeout().dividedBy(4),
                () -> CompletableFuture.completedFuture(new PeerMessage.Unknown()));
    }

    private CompletionStage<PeerMessage> bounded(Supplier<CompletionStage<PeerMessage>> answer, Duration bound) {
        return Futures.bounded(Futures.started(answer), bound, node.background());
    }
}
