package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a node's runtime sees of the simulated cluster. */
final class SimEngine implements Engine {
    private final SimNode node;
    private final SimNode.From from;
    private boolean ended;

    SimEngine(SimNode node, SimNode.From from) {
        this.node = node;
        this.from = from;
    }

    /** The process is gone: an answer that comes now finds nobody. */
    void end() {
        ended = true;
    }

    @Override
    public Append append() {
        return node.cluster().append();
    }

    @Override
    public int maxEntrySize() {
        return SimCluster.MAX_ENTRY_SIZE;
    }

    @Override
    public Leadership leadership(GroupId group) {
        node.askedWhoLeads();
        return runs(group) ? node.replica(group.name()).leadership() : new Leadership.Following();
    }

    @Override
    public List<Member> members(GroupId group) {
        return runs(group)
                ? node.cluster().nodes().stream()
                        .map(n -> new Member(n.name(), true))
                        .toList()
                : List.of();
    }

    private boolean runs(GroupId group) {
        return node.hosts(group)
                && !node.isGone(group)
                && !node.replica(group.name()).isClosed();
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        if (!node.hosts(group)) {
            proposal.close();
            return CompletableFuture.failedFuture(
                    new RetryableException(RetryableException.Reason.GATE_CLOSED, "no group " + group));
        }
        return node.replica(group.name()).propose(proposal);
    }

    @Override
    public CompletionStage<byte[]> ask(String name, byte[] question) {
        return target(name, question)
                .map(target -> heard(node.post().carry(question, frame -> delivered(target, frame))))
                .orElseGet(() -> noAnswer(name));
    }

    /** What was on the way for a while may find nobody. */
    private CompletionStage<byte[]> delivered(SimNode target, byte[] question) {
        if (!target.answers()) {
            return noAnswer(target.name());
        }
        if (SimProof.isQuestionTo(target.name(), question)) {
            node.sent(question);
        }
        return target.answer(question);
    }

    private Optional<SimNode> target(String name, byte[] question) {
        boolean lost = node.questionsLost() && SimProof.isQuestion(question);
        boolean redirected = node.post().way() == SimPost.Way.REDIRECTED && !name.equals(node.name());
        return node.cluster().nodes().stream()
                .filter(n -> redirected
                        ? n != node && !n.name().equals(name)
                        : n.name().equals(name))
                .filter(n -> n.answers() && node.connected() && (n == node || !lost))
                .findFirst();
    }

    private CompletionStage<byte[]> heard(CompletionStage<byte[]> answer) {
        CompletableFuture<byte[]> heard = new CompletableFuture<>();
        answer.whenComplete((bytes, failure) -> {
            if (!ended && failure == null) {
                heard.complete(bytes);
            } else if (!ended) {
                heard.completeExceptionally(failure);
            }
        });
        return heard;
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return node.cluster()
                .group(SimCluster.CONTROL)
                .leader()
                .map(leader -> ask(leader.node().name(), question))
                .orElseGet(() -> noAnswer("the leader"));
    }

    private static CompletionStage<byte[]> noAnswer(String who) {
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.NO_ANSWER, who + " does not answer"));
    }

    @Override
    public void stepDown(GroupId group, String why) {
        if (node.hosts(group)) {
            node.replica(group.name()).stepDown();
        }
    }

    @Override
    public List<Hosted> groups() {
        return node.replicas().stream()
                .filter(replica -> !node.isGone(replica.group().id()))
                .map(replica -> new Hosted(
                        replica.group().id(),
                        node.logOf(replica.group()),
                        Math.max(replica.log().lastIndex(), replica.snapshot().index())))
                .toList();
    }

    @Override
    public Holding holding(GroupId group) {
        return node.replica(group.name()).holding();
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        node.replica(group.name()).compact();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<Recovered> recovered() {
        return node.replicas().stream()
                .filter(replica -> !node.addsLater(replica.group().id())
                        && !node.isGone(replica.group().id()))
                .map(replica -> replica.recovered(from))
                .toList();
    }
}
