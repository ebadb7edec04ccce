package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.Builder;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A node that is its own majority, with its log in memory: the runtime alone, without network or consensus. */
public final class LoneEngine implements Engine, AutoCloseable {
    /** The one group, which is the control group. */
    public static final GroupId GROUP = new GroupId("lone");

    private static final String NODE = "n1";
    private static final int MAX_ENTRY_SIZE = 4 * 1024 * 1024;
    private static final long FIRST_TERM = 1;
    /** What takes long is to be measured, not refused. */
    private static final Duration KEK_TIMEOUT = Duration.ofMinutes(2);

    private final List<Logged> log = new CopyOnWriteArrayList<>();
    private final ExecutorService appender = Executors.newSingleThreadExecutor();
    private Optional<GroupSeal> group = Optional.empty();

    /** Opens a runtime on a directory, which does not wait for other nodes. */
    public QuorumSeal open(Path directory, Optional<String> kek) {
        return open(directory, kek, UnaryOperator.identity());
    }

    /** The same, with more to say to the builder. */
    public QuorumSeal open(Path directory, Optional<String> kek, UnaryOperator<Builder> also) {
        group = Optional.empty();
        var builder = QuorumSeal.builder()
                .directory(directory)
                .cluster("lone")
                .node(NODE)
                .controlGroup(GROUP.name())
                .limits(Limits.DEFAULT.withRegisterTimeout(Duration.ZERO).withKekTimeout(KEK_TIMEOUT))
                .engine(this);
        kek.ifPresentOrElse(builder::kek, builder::encryptionOff);
        return also.apply(builder).open();
    }

    /** Lets the runtime lead, which registers it. */
    public GroupSeal lead(QuorumSeal seal) {
        GroupSeal handle = seal.group(GROUP.name());
        group = Optional.of(handle);
        handle.leadershipChanged();
        return handle;
    }

    /** Gives the bytes that a payload is logged as, without logging it. */
    static byte[] logged(GroupSeal group, ByteBuffer payload, long index) {
        try (Proposal proposal = group.begin(payload)) {
            proposal.recheck(FIRST_TERM);
            return copy(proposal.bytesAt(FIRST_TERM, index));
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    @Override
    public Append append() {
        return Append.INDEX_KNOWN;
    }

    @Override
    public int maxEntrySize() {
        return MAX_ENTRY_SIZE;
    }

    @Override
    public Leadership leadership(GroupId asked) {
        return group.isEmpty() ? new Leadership.Following() : new Leadership.Leading(FIRST_TERM, true, log.size());
    }

    @Override
    public List<Member> members(GroupId asked) {
        return List.of(new Member(NODE, true));
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId asked, Proposal proposal) {
        return CompletableFuture.supplyAsync(() -> append(proposal), appender);
    }

    private LogPosition append(Proposal proposal) {
        LogPosition at = new LogPosition(GROUP, FIRST_TERM, log.size() + 1L);
        try (proposal) {
            proposal.recheck(FIRST_TERM);
            log.add(new Logged(FIRST_TERM, at.index(), copy(proposal.bytesAt(FIRST_TERM, at.index()))));
        }
        group.orElseThrow().open(at, ByteBuffer.wrap(log.get(log.size() - 1).payload()));
        return at;
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return askLeader(question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.NO_ANSWER, "there is no other node"));
    }

    @Override
    public void stepDown(GroupId asked, String why) {
        throw new IllegalStateException(why);
    }

    @Override
    public List<Recovered> recovered() {
        return List.of(new Recovered(GROUP, "log", log.size(), 0, Optional.empty(), log));
    }

    @Override
    public List<Hosted> groups() {
        return List.of(new Hosted(GROUP, "log", log.size()));
    }

    @Override
    public Holding holding(GroupId asked) {
        return new Holding(log, List.of());
    }

    @Override
    public CompletionStage<Void> compact(GroupId asked) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() throws IOException {
        appender.shutdownNow();
    }
}
