package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Limits;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.core.internal.start.Opening;
import io.quorumseal.core.internal.start.Settings;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.disk.StrictFileSystem;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One real runtime that votes alone, on an engine that the test plays: it appends when the test says so. */
final class LoneNode implements Engine {
    static final GroupId CONTROL = new GroupId("control");
    static final GroupId DATA = new GroupId("data");

    private static final String LOG = "control-log-0";

    final List<String> events = new ArrayList<>();
    private final StrictFileSystem disk = new StrictFileSystem(Path.of("/data"));
    private final SimClock clock = new SimClock();
    private final Append append;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private SteppedBackground background = new SteppedBackground(clock, () -> {});
    private long index = 1;
    Leadership leadership = new Leadership.Following();
    /** Who answers what is asked of the control group's leader. */
    Function<byte[], CompletionStage<byte[]>> leader = question -> CompletableFuture.failedFuture(
            new RetryableException(RetryableException.Reason.GATE_CLOSED, "nobody else is there"));

    Runnable beforeLeadershipIsTold = () -> {};
    Runnable beforeFilesAreRead = () -> {};
    SealListener listener = (event, group, text) -> events.add(event + " " + group + " " + text);
    UnaryOperator<SidecarStore> store = UnaryOperator.identity();
    String name = "n1";
    private @Nullable QuorumSeal opened;

    /** A proposal that the engine has not appended yet. */
    private record Kept(GroupId group, Proposal proposal, CompletableFuture<LogPosition> outcome) {}

    private LoneNode(Append append) {
        this.append = append;
    }

    static LoneNode closed(Append append) {
        return new LoneNode(append);
    }

    /** Leads in term 1, and has keys. */
    static LoneNode bootstrapped(Append append) {
        return bootstrapped(append, UnaryOperator.identity());
    }

    static LoneNode bootstrapped(Append append, UnaryOperator<SidecarStore> store) {
        LoneNode node = new LoneNode(append);
        node.store = store;
        node.open();
        node.leadership = new Leadership.Leading(1, true, 1);
        node.seal().group(CONTROL.name()).leadershipChanged();
        node.settle();
        node.ask(() -> node.seal().admin().bootstrap());
        node.appendNext();
        return node;
    }

    LoneNode open() {
        background = new SteppedBackground(clock, this::settle);
        Settings settings = new Settings();
        settings.store = store.apply(FileSidecarStore.open(Path.of("/data"), disk));
        settings.cluster = "sim";
        settings.node = name;
        settings.control = CONTROL;
        settings.kek = new MemoryKek(1);
        settings.engine = this;
        settings.clock = clock;
        settings.random = new SeededRandom(1);
        settings.background = background;
        settings.kekPacing = new TimelessPacing(true);
        settings.limits = Limits.DEFAULT.withHoldTimeout(Duration.ZERO).withRegisterTimeout(Duration.ZERO);
        settings.listener = (event, group, text) -> listener.on(event, group, text);
        opened = new Opening(settings).open();
        return this;
    }

    QuorumSeal seal() {
        return Objects.requireNonNull(opened);
    }

    void settle() {
        while (background.step()) {
            // one task after the other
        }
    }

    void tick(Duration time) {
        clock.advance(time);
        settle();
    }

    /** Asks for a change; there is no answer before the engine has appended. */
    void ask(Runnable change) {
        try {
            change.run();
        } catch (RetryableException goesOn) {
            events.add("asked: " + goesOn.reason());
        }
        settle();
    }

    int proposals() {
        return kept.size();
    }

    /** The engine appends what it has kept longest, applies it, and says so. */
    LogPosition appendNext() {
        Kept next = kept.remove();
        long term = ((Leadership.Leading) leadership).term();
        index++;
        byte[] logged = bytes(next.proposal(), term);
        next.proposal().close();
        leadership = new Leadership.Leading(term, true, index);
        LogPosition at = new LogPosition(next.group(), term, index);
        Opened unused = seal().group(next.group().name()).open(at, ByteBuffer.wrap(logged));
        next.outcome().complete(at);
        settle();
        return at;
    }

    private byte[] bytes(Proposal proposal, long term) {
        if (append == Append.INDEX_KNOWN) {
            proposal.recheck(term);
        }
        ByteBuffer bytes = append == Append.INDEX_KNOWN ? proposal.bytesAt(term, index) : proposal.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    GroupSeal group(GroupId id) {
        return seal().group(id.name());
    }

    @Override
    public Append append() {
        return append;
    }

    @Override
    public int maxEntrySize() {
        return 1 << 20;
    }

    @Override
    public Leadership leadership(GroupId group) {
        beforeLeadershipIsTold.run();
        return leadership;
    }

    @Override
    public List<Member> members(GroupId group) {
        return List.of(new Member(name, true));
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        CompletableFuture<LogPosition> outcome = new CompletableFuture<>();
        kept.add(new Kept(group, proposal, outcome));
        return outcome;
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return askLeader(question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return leader.apply(question);
    }

    @Override
    public void stepDown(GroupId group, String why) {
        events.add("step down " + group + " " + why);
    }

    @Override
    public List<Hosted> groups() {
        return List.of(new Hosted(CONTROL, LOG, index));
    }

    @Override
    public List<Recovered> recovered() {
        beforeFilesAreRead.run();
        return List.of(new Recovered(CONTROL, LOG, index, 0, Optional.empty(), List.of()));
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
