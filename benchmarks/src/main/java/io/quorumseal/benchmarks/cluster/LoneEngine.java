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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A node that is its own majority, with its logs in memory: the runtime alone, without network or consensus. */
public final class LoneEngine implements Engine, AutoCloseable {
    /** The control group, and the only one unless there are to be more. */
    public static final GroupId GROUP = new GroupId("lone");

    private static final String NODE = "n1";
    private static final String IDENTITY = "log";
    private static final int MAX_ENTRY_SIZE = 4 * 1024 * 1024;
    static final long FIRST_TERM = 1;

    /** What takes long is to be measured, not refused; and there is nobody to register with. */
    public static final Limits LIMITS =
            Limits.DEFAULT.withRegisterTimeout(Duration.ZERO).withKekTimeout(Duration.ofMinutes(2));

    private final Map<GroupId, List<Logged>> logs = new ConcurrentHashMap<>();
    private final ExecutorService appender = Executors.newSingleThreadExecutor();
    private Optional<QuorumSeal> leading = Optional.empty();

    /** Makes one with the control group alone. */
    public LoneEngine() {
        host(GROUP);
    }

    /** Has one group more. */
    void host(GroupId group) {
        logs.put(group, new CopyOnWriteArrayList<>());
    }

    /** Opens a runtime on a directory, which does not wait for other nodes. */
    public QuorumSeal open(Path directory, Optional<String> kek) {
        return open(directory, kek, UnaryOperator.identity());
    }

    /** The same, with more to say to the builder. */
    public QuorumSeal open(Path directory, Optional<String> kek, UnaryOperator<Builder> also) {
        leading = Optional.empty();
        var builder = QuorumSeal.builder()
                .directory(directory)
                .cluster("lone")
                .node(NODE)
                .controlGroup(GROUP.name())
                .limits(LIMITS)
                .engine(this);
        kek.ifPresentOrElse(builder::kek, builder::encryptionOff);
        return also.apply(builder).open();
    }

    /** Lets the runtime lead all groups, which registers it; gives the control group. */
    public GroupSeal lead(QuorumSeal seal) {
        leading = Optional.of(seal);
        logs.keySet().forEach(group -> seal.group(group.name()).leadershipChanged());
        return seal.group(GROUP.name());
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
        return leading.isEmpty()
                ? new Leadership.Following()
                : new Leadership.Leading(FIRST_TERM, true, log(asked).size());
    }

    @Override
    public List<Member> members(GroupId asked) {
        return List.of(new Member(NODE, true));
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId asked, Proposal proposal) {
        return CompletableFuture.supplyAsync(() -> append(asked, proposal), appender);
    }

    private LogPosition append(GroupId asked, Proposal proposal) {
        long index = log(asked).size() + 1L;
        try (proposal) {
            proposal.recheck(FIRST_TERM);
            return append(asked, copy(proposal.bytesAt(FIRST_TERM, index)));
        }
    }

    /** Appends bytes as they are, and has them applied. */
    LogPosition append(GroupId asked, byte[] payload) {
        LogPosition at = new LogPosition(asked, FIRST_TERM, log(asked).size() + 1L);
        log(asked).add(new Logged(FIRST_TERM, at.index(), payload));
        var unused = leading.orElseThrow().group(asked.name()).open(at, ByteBuffer.wrap(payload));
        return at;
    }

    private List<Logged> log(GroupId asked) {
        return Objects.requireNonNull(logs.get(asked), asked::name);
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
        return logs.entrySet().stream()
                .map(each -> new Recovered(
                        each.getKey(), IDENTITY, each.getValue().size(), 0, Optional.empty(), each.getValue()))
                .toList();
    }

    @Override
    public List<Hosted> groups() {
        return logs.entrySet().stream()
                .map(each -> new Hosted(each.getKey(), IDENTITY, each.getValue().size()))
                .toList();
    }

    @Override
    public Holding holding(GroupId asked) {
        return new Holding(log(asked), List.of());
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
