package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.core.internal.start.Opening;
import io.quorumseal.core.internal.start.Settings;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.disk.StrictFileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One real runtime on an engine that the test plays: it leads when the test says so, and appends nothing. */
final class LoneNode implements Engine {
    static final GroupId CONTROL = new GroupId(SimCluster.CONTROL);

    /** Through which index its log was cut off: no marker is to be seen. */
    private static final long CUT_OFF = 100;

    /** What has come since from the leader, none of which is looked at here. */
    private static final long RECEIVED = 2_000;

    private final String name;
    private final StrictFileSystem disk = new StrictFileSystem(Path.of("/data"));
    private final SimClock clock = new SimClock();
    private SteppedBackground background = new SteppedBackground(clock, () -> {});
    private @Nullable QuorumSeal opened;
    private int opens;

    /** Who answers what is asked of the control group's leader. */
    Function<byte[], CompletionStage<byte[]>> leader = question -> nobody();

    /** What becomes of an entry that is proposed here. */
    Function<Proposal, CompletionStage<LogPosition>> appends = proposal -> nobody();
    /** The groups that it runs, and those that it has on disk. */
    final Set<GroupId> runs = new HashSet<>(Set.of(CONTROL));

    final Set<GroupId> onDisk = new HashSet<>(Set.of(CONTROL));

    /** What happens behind the back of who is told which groups there are. */
    Runnable afterGroups = () -> {};

    final List<Logged> logged = new ArrayList<>();

    SealListener listener = (event, group, text) -> {};
    Leadership leadership = new Leadership.Following();
    Kek kek = new MemoryKek(1);
    List<? extends Kek> previous = List.of();

    int maxEntrySize = 1 << 20;

    /** The index that it regards as applied when it starts; with 0 it is new. */
    long applied = 1;

    /** How many entries were proposed. */
    int proposals;

    LoneNode(String name) {
        this.name = name;
    }

    private static <T> CompletionStage<T> nobody() {
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.GATE_CLOSED, "nobody else is there"));
    }

    private static String log(GroupId group) {
        return group + "-log-0";
    }

    /** Has the log be read from here on, and hold what stands at an index of a member's. */
    void holds(SimNode member, GroupId group, long index) {
        SimEntry entry = member.replica(group.name()).log().at(index);
        logged.add(new Logged(entry.term(), index, entry.bytes()));
    }

    LoneNode open() {
        background = new SteppedBackground(clock, this::settle);
        Settings settings = new Settings();
        settings.store = FileSidecarStore.open(Path.of("/data"), disk);
        settings.cluster = "sim";
        settings.node = name;
        settings.control = CONTROL;
        settings.kek = kek;
        previous.forEach(one -> settings.previousKeks.add(new io.quorumseal.core.internal.kek.KekSource.Given(one)));
        settings.engine = this;
        settings.clock = clock;
        settings.random = new SeededRandom(++opens);
        settings.background = background;
        settings.kekPacing = new TimelessPacing(true);
        settings.limits = Limits.DEFAULT
                .withHoldTimeout(Duration.ZERO)
                .withRegisterTimeout(Duration.ZERO)
                .withWarmUp(Duration.ZERO);
        settings.listener = listener;
        opened = new Opening(settings).open();
        return this;
    }

    void settle() {
        while (background.step()) {
            // one task after the other
        }
    }

    void later(Duration delay, Runnable task) {
        background.later(delay, task);
    }

    void tick(Duration time) {
        clock.advance(time);
        settle();
    }

    QuorumSeal seal() {
        return Objects.requireNonNull(opened);
    }

    GroupSeal group(GroupId id) {
        return seal().group(id.name());
    }

    @Override
    public Append append() {
        return Append.INDEX_KNOWN;
    }

    @Override
    public int maxEntrySize() {
        return maxEntrySize;
    }

    @Override
    public Leadership leadership(GroupId group) {
        return leadership;
    }

    @Override
    public List<Member> members(GroupId group) {
        return runs.contains(group) ? List.of(new Member(name, true)) : List.of();
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        proposals++;
        return appends.apply(proposal);
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return leader.apply(question);
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        return leader.apply(question);
    }

    @Override
    public void stepDown(GroupId group, String why) {}

    @Override
    public List<Hosted> groups() {
        List<Hosted> told = onDisk.stream()
                .map(group -> new Hosted(group, log(group), RECEIVED))
                .toList();
        afterGroups.run();
        return told;
    }

    @Override
    public List<Recovered> recovered() {
        return onDisk.stream()
                .map(group -> new Recovered(
                        group,
                        log(group),
                        applied,
                        group.equals(CONTROL) && applied > 0 ? CUT_OFF : 0,
                        Optional.empty(),
                        List.of()))
                .toList();
    }

    @Override
    public Holding holding(GroupId group) {
        if (logged.isEmpty()) {
            throw new IllegalStateException("the log of group " + group + " cannot be read");
        }
        return new Holding(List.copyOf(logged), List.of());
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        return CompletableFuture.completedFuture(null);
    }
}
