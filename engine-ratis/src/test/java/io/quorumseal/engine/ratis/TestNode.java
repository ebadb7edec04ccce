package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.Admin;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.PatientAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.NetUtils;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** One node of a test cluster: the engine, the runtime and the Ratis server, started and stopped as a vendor would. */
final class TestNode implements AutoCloseable {
    static final int ENTRY_LIMIT = 64 * 1024;

    final RaftPeer peer;
    final Path directory;
    private final Map<String, RaftGroup> groups;
    private final Map<RaftGroupId, StateMachine> machines = new ConcurrentHashMap<>();
    List<Recovered> recoveredAtStart = List.of();
    boolean deaf;
    boolean encryptionOff;
    Supplier<? extends StateMachine> vendor = KvStateMachine::new;
    UnaryOperator<RatisEngine.Builder> engineAlso = builder -> builder;
    UnaryOperator<io.quorumseal.core.Builder> sealAlso = builder -> builder;
    UnaryOperator<QuorumSeal> around = seal -> seal;
    Opening opening = (engine, open) -> open.apply(engine);
    AeadProvider aead = new JdkAeadProvider();
    Consumer<RaftProperties> also = properties -> {};
    Parameters parameters = new Parameters();
    Duration registerTimeout = Duration.ofMillis(600);
    int suite = 2;
    int registeredBeforeTheServer;
    boolean hadKeysBeforeTheServer;
    final List<String> events = new ArrayList<>();
    Consumer<TestNode> whenHalted = node -> {};
    private int registered;
    private @Nullable Up up;

    /** Opens the runtime, with whatever it likes between the runtime and the engine. */
    interface Opening {
        QuorumSeal open(Engine engine, Function<Engine, QuorumSeal> open);
    }

    private record Up(RatisEngine engine, QuorumSeal seal, RaftServer server) {
        void close() throws IOException {
            server.close();
            seal.close();
            engine.close();
        }
    }

    TestNode(RaftPeer peer, Path directory, Map<String, RaftGroup> groups) {
        this.peer = peer;
        this.directory = directory;
        this.groups = groups;
    }

    TestNode start() throws IOException {
        Files.createDirectories(directory);
        registered = 0;
        RaftProperties properties = properties();
        RatisEngine.Builder builder = RatisEngine.builder(properties, TestCluster.CONTROL, control())
                .parameters(parameters)
                .searchTimeout(Duration.ofSeconds(5));
        groups.forEach(builder::group);
        RatisEngine engine = engineAlso.apply(builder).build();
        recoveredAtStart = engine.recovered();
        QuorumSeal seal = around.apply(opening.open(deaf ? new DeafEngine(engine) : engine, this::open));
        registeredBeforeTheServer = registered();
        hadKeysBeforeTheServer = seal.status().keys().bootstrapped();
        up = serving(properties, engine, seal);
        return this;
    }

    private QuorumSeal open(Engine seen) {
        return sealAlso.apply(keys(QuorumSeal.builder()))
                .directory(directory)
                .cluster("test")
                .node(peer.getId().toString())
                .aead(aead)
                .suite(suite)
                .engine(seen)
                .listener(this::happened)
                .limits(Limits.DEFAULT.withRegisterTimeout(registerTimeout).withStallRetry(Duration.ofMillis(200)))
                .open();
    }

    private Up serving(RaftProperties properties, RatisEngine engine, QuorumSeal seal) throws IOException {
        boolean serves = false;
        try {
            RaftServer server = server(properties, engine, seal);
            try {
                server.start();
                serves = true;
                return new Up(engine, seal, server);
            } finally {
                if (!serves) {
                    server.close();
                }
            }
        } finally {
            if (!serves) {
                seal.close();
                engine.close();
            }
        }
    }

    private RaftServer server(RaftProperties properties, RatisEngine engine, QuorumSeal seal) throws IOException {
        return RaftServer.newBuilder()
                .setServerId(peer.getId())
                .setGroup(startGroup())
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(properties)
                .setParameters(parameters)
                .setStateMachineRegistry(engine.host(seal, this::newMachine))
                .build();
    }

    private io.quorumseal.core.Builder keys(io.quorumseal.core.Builder builder) {
        return encryptionOff ? builder.encryptionOff() : builder.kek(new TestKek());
    }

    private void happened(Event event, GroupId group, String text) {
        note(event, group, text);
        if (event == Event.HALTED) {
            whenHalted.accept(this);
        }
    }

    private synchronized void note(Event event, GroupId group, String text) {
        events.add(event + " " + group + ": " + text);
        registered += event == Event.REGISTERED ? 1 : 0;
        notifyAll();
    }

    private synchronized int registered() {
        return registered;
    }

    void awaitEvent(Event event) throws InterruptedException {
        awaitEvent(event, "");
    }

    void awaitEvent(Event event, String part) throws InterruptedException {
        await(() -> events.stream().anyMatch(text -> text.startsWith(event + " ") && text.contains(part)));
    }

    void awaitEvents(Event event, int count) throws InterruptedException {
        await(() -> count(event) >= count);
    }

    synchronized int count(Event event) {
        return Math.toIntExact(
                events.stream().filter(text -> text.startsWith(event + " ")).count());
    }

    private synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException(id() + " waited in vain; it had " + events);
            }
            wait(left);
        }
    }

    void awaitClosed() throws InterruptedException {
        machine(control()).awaitClosed();
    }

    private StateMachine newMachine(RaftGroupId group) {
        StateMachine machine = vendor.get();
        machines.put(group, machine);
        return machine;
    }

    private RaftGroup control() {
        return Objects.requireNonNull(groups.get(TestCluster.CONTROL));
    }

    /** A node that is not a member yet learns from the log who they are. */
    private RaftGroup startGroup() {
        return control().getPeer(id()) == null ? RaftGroup.valueOf(control().getGroupId()) : control();
    }

    private RaftProperties properties() {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(directory.resolve("raft").toFile()));
        GrpcConfigKeys.Server.setPort(
                properties, NetUtils.createSocketAddr(peer.getAddress()).getPort());
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(500));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(900));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(100));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(400));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(2_000));
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("64KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4KB"));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 1);
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(ENTRY_LIMIT + 1024));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(ENTRY_LIMIT));
        also.accept(properties);
        return properties;
    }

    /** Settles that elections are for those that lead no more, not for those that are slow: to be set as {@link #also}. */
    static void leadersStay(RaftProperties properties) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(4_000));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(6_000));
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }

    RaftPeerId id() {
        return peer.getId();
    }

    KvStateMachine machine(RaftGroup group) {
        return (KvStateMachine) Objects.requireNonNull(machines.get(group.getGroupId()), "not started here");
    }

    boolean hosts(RaftGroup group) {
        return machines.containsKey(group.getGroupId());
    }

    DivisionInfo info(RaftGroup group) {
        try {
            return server().getDivision(group.getGroupId()).getInfo();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KeyFiles snapshotDirectory(RaftGroup group) {
        return new KeyFiles(snapshots(group));
    }

    Path snapshots(RaftGroup group) {
        return directory
                .resolve("raft")
                .resolve(group.getGroupId().getUuid().toString())
                .resolve("sm");
    }

    private Up up() {
        return Objects.requireNonNull(up, "not running");
    }

    RatisEngine engine() {
        return up().engine();
    }

    QuorumSeal seal() {
        return up().seal();
    }

    /** Has changes made, whoever is elected meanwhile. */
    Admin admin() {
        return PatientAdmin.of(() -> seal().admin());
    }

    RaftServer server() {
        return up().server();
    }

    Status.Group status() {
        return Objects.requireNonNull(seal().status().groups().get(new GroupId(TestCluster.CONTROL)));
    }

    int sealedOverhead() {
        try (var proposal = seal().group(TestCluster.CONTROL).begin(ByteBuffer.allocate(0))) {
            return proposal.maxSize();
        }
    }

    /** Waits until this node does not lead the control group in the term any more, which ends with the term. */
    void awaitNotLeading(long term) {
        RaftGroup control = control();
        while (info(control).isLeader() && info(control).getCurrentTerm() == term) {
            Thread.onSpinWait();
        }
    }

    boolean runs() {
        return up != null;
    }

    @Override
    public void close() throws IOException {
        Up stopping = up;
        up = null;
        if (stopping != null) {
            stopping.close();
        }
    }
}
