package io.quorumseal.testkit.startup;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.sim.SimProof;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The smallest engine that can host a runtime: a cluster of one voter, which appends and applies at once. */
final class TestEngine implements Engine {
    private final Map<GroupId, TestLog> logs = new ConcurrentHashMap<>();
    private final String node;
    private List<Recovered> recovered = List.of();
    private Optional<QuorumSeal> leader = Optional.empty();
    private Optional<QuorumSeal> runtime = Optional.empty();
    private boolean loseAnswer;
    private int looksAtAll;
    private Runnable onLeadership = () -> {};

    TestEngine(String node) {
        this.node = node;
        log(Life.CONTROL);
    }

    /** Says what the files hold. */
    TestEngine recovering(Recovered... groups) {
        recovered = List.of(groups);
        return this;
    }

    /** Goes on with the control group's log of an earlier life. */
    TestEngine continuing(TestLog control) {
        logs.put(Life.CONTROL, control);
        return this;
    }

    /** Has a group beside the control group. */
    TestEngine hosting(GroupId group) {
        log(group);
        return this;
    }

    /** Says who answers for the control group's leader. */
    TestEngine answeredBy(QuorumSeal other) {
        leader = Optional.of(other);
        return this;
    }

    /** Has the leader do what it is asked first, and the answer lost. */
    TestEngine losingTheFirstAnswer() {
        loseAnswer = true;
        return this;
    }

    /** Does something whenever it is asked who leads. */
    void onLeadership(Runnable task) {
        onLeadership = task;
    }

    /** Starts to lead every group. */
    void lead(QuorumSeal opened) {
        runtime = Optional.of(opened);
        opened.group("control").leadershipChanged();
    }

    TestLog log(GroupId group) {
        return logs.computeIfAbsent(group, fresh -> new TestLog());
    }

    TestLog control() {
        return log(Life.CONTROL);
    }

    @Override
    public Append append() {
        return Append.INDEX_KNOWN;
    }

    @Override
    public int maxEntrySize() {
        return 1 << 20;
    }

    @Override
    public Leadership leadership(GroupId group) {
        onLeadership.run();
        return runtime.isPresent()
                ? new Leadership.Leading(TestLog.TERM, true, log(group).last())
                : new Leadership.Following();
    }

    @Override
    public List<Member> members(GroupId group) {
        return List.of(new Member(node, true));
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        LogPosition position = append(group, proposal);
        Opened opened = runtime.orElseThrow()
                .group(group.name())
                .open(position, ByteBuffer.wrap(log(group).at(position.index())));
        return opened instanceof Opened.NotYet
                ? CompletableFuture.failedFuture(new IllegalStateException("apply stalls: " + opened))
                : CompletableFuture.completedFuture(position);
    }

    synchronized LogPosition append(GroupId group, Proposal proposal) {
        try (proposal) {
            long index = log(group).last() + 1;
            proposal.recheck(TestLog.TERM);
            ByteBuffer bytes = proposal.bytesAt(TestLog.TERM, index);
            byte[] entry = new byte[bytes.remaining()];
            bytes.get(entry);
            return new LogPosition(group, TestLog.TERM, log(group).append(entry));
        }
    }

    @Override
    public CompletionStage<byte[]> ask(String other, byte[] question) {
        CompletionStage<byte[]> answer =
                leader.map(known -> known.answer(question)).orElseGet(TestEngine::noAnswer);
        if (!loseAnswer || !SimProof.isQuestion(question)) {
            return answer;
        }
        loseAnswer = false;
        return answer.thenCompose(lost -> noAnswer());
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return leader.map(known -> known.answer(question)).orElseGet(TestEngine::noAnswer);
    }

    private static CompletionStage<byte[]> noAnswer() {
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.NO_ANSWER, "nobody answers"));
    }

    @Override
    public void stepDown(GroupId group, String why) {}

    @Override
    public List<Recovered> recovered() {
        return recovered;
    }

    @Override
    public List<Hosted> groups() {
        looksAtAll++;
        return hosted().toList();
    }

    @Override
    public Optional<Hosted> hosted(GroupId group) {
        return hosted().filter(each -> each.group().equals(group)).findFirst();
    }

    private Stream<Hosted> hosted() {
        return recovered.isEmpty()
                ? logs.entrySet().stream()
                        .map(log -> new Hosted(
                                log.getKey(), Life.LOG, log.getValue().last()))
                : recovered.stream().map(group -> new Hosted(group.group(), group.log(), last(group)));
    }

    /** How often it was asked for all groups, for which an engine reads the logs of all. */
    int looksAtAll() {
        return looksAtAll;
    }

    private static long last(Recovered group) {
        long last = Math.max(group.applied(), group.purged());
        for (Logged logged : group.entries()) {
            last = Math.max(last, logged.index());
        }
        return last;
    }

    @Override
    public Holding holding(GroupId group) {
        return new Holding(List.of(), List.of());
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        return CompletableFuture.completedFuture(null);
    }
}
