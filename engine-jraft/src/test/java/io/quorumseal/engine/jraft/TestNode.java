package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Builder;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.PatientAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node of a test cluster: the engine, the runtime and JRaft's services, started and stopped as a vendor would. */
final class TestNode implements AutoCloseable {
    private static final int ELECTION_MILLIS = 600;

    final PeerId peer;
    final Path directory;
    private final Map<String, String> groups;
    private final Signal signal;
    private final Map<String, KvMachine> machines = new ConcurrentHashMap<>();
    private final Map<String, SealedGroup> ways = new ConcurrentHashMap<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    Configuration initial;
    AeadProvider aead = new JdkAeadProvider();
    UnaryOperator<JRaftEngine.Builder> engineAlso = builder -> builder;
    UnaryOperator<Builder> sealAlso = builder -> builder;
    boolean encryptionOff;
    List<Recovered> recoveredAtStart = List.of();
    Duration registerTimeout = Duration.ofMillis(600);
    BiFunction<Engine, Function<Engine, QuorumSeal>, QuorumSeal> opening = (engine, open) -> open.apply(engine);
    private Map<String, JRaftGroup> hosted = Map.of();
    private @Nullable Up up;

    private record Up(JRaftEngine engine, QuorumSeal seal, RpcServer server, Map<String, RaftGroupService> services) {
        void close() {
            services.values().forEach(TestNode::stop);
            server.shutdown();
            seal.close();
            engine.close();
        }
    }

    TestNode(PeerId peer, Path directory, Map<String, String> groups, Configuration initial, Signal signal) {
        this.peer = peer;
        this.directory = directory;
        this.groups = groups;
        this.initial = initial;
        this.signal = signal;
    }

    String name() {
        return JRaftEngine.nodeName(peer);
    }

    TestNode start() {
        makeDirectory();
        Map<String, JRaftGroup> configured = new ConcurrentHashMap<>();
        groups.forEach((name, log) -> configured.put(name, new JRaftGroup(name, log, options(name))));
        RpcServer server = RaftRpcServerFactory.createRaftRpcServer(peer.getEndpoint());
        JRaftEngine.Builder builder = JRaftEngine.builder(
                        peer, server, Objects.requireNonNull(configured.get(TestCluster.CONTROL)))
                .searchTimeout(Duration.ofSeconds(5));
        configured.forEach((name, group) -> {
            if (!name.equals(TestCluster.CONTROL)) {
                builder.group(group);
            }
        });
        JRaftEngine engine = engineAlso.apply(builder).build();
        QuorumSeal seal = null;
        boolean good = false;
        try {
            recoveredAtStart = engine.recovered();
            seal = opening.apply(engine, this::open);
            up = serving(server, engine, seal, configured);
            good = true;
        } finally {
            if (!good) {
                if (server.isStarted()) {
                    server.shutdown();
                }
                if (seal != null) {
                    seal.close();
                }
                engine.close();
            }
        }
        return this;
    }

    private void makeDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private QuorumSeal open(Engine engine) {
        Builder builder = QuorumSeal.builder();
        builder = (encryptionOff ? builder.encryptionOff() : builder.kek(new MemoryKek(1)))
                .directory(directory)
                .cluster("test")
                .node(name())
                .controlGroup(TestCluster.CONTROL)
                .aead(aead)
                .engine(engine)
                .listener(this::happened)
                .limits(Limits.DEFAULT.withRegisterTimeout(registerTimeout).withStallRetry(Duration.ofMillis(200)));
        return sealAlso.apply(builder).open();
    }

    private void happened(Event event, GroupId group, String text) {
        events.add(event + " " + group + ": " + text);
        signal.happened();
    }

    private Up serving(RpcServer server, JRaftEngine engine, QuorumSeal seal, Map<String, JRaftGroup> configured) {
        server.init(null);
        Up serving = new Up(engine, seal, server, new ConcurrentHashMap<>());
        configured.values().forEach(group -> start(serving, group));
        hosted = configured;
        return serving;
    }

    private void start(Up serving, JRaftGroup group) {
        ways.put(group.id(), serving.engine().host(serving.seal(), group.id()));
        RaftGroupService service = new RaftGroupService(group.id(), peer, group.options(), serving.server(), true);
        service.start(false);
        serving.services().put(group.id(), service);
    }

    /** Starts a group again that was stopped, with the same options and an empty machine. */
    void startGroup(String group) {
        KvMachine machine = new KvMachine(signal);
        machines.put(group, machine);
        JRaftGroup known = Objects.requireNonNull(hosted.get(group));
        known.options().setFsm(machine);
        start(up(), known);
    }

    NodeOptions options(String group) {
        KvMachine machine = new KvMachine(signal);
        machines.put(group, machine);
        NodeOptions options = new NodeOptions();
        options.setFsm(machine);
        options.setLogUri(folder(group, "log").toString());
        options.setRaftMetaUri(folder(group, "meta").toString());
        options.setSnapshotUri(folder(group, "snapshot").toString());
        options.setInitialConf(initial.copy());
        options.setElectionTimeoutMs(ELECTION_MILLIS);
        options.setSnapshotIntervalSecs(0);
        options.setSharedElectionTimer(true);
        options.setSharedVoteTimer(true);
        options.setSharedStepDownTimer(true);
        options.setSharedSnapshotTimer(true);
        return options;
    }

    Path folder(String group, String part) {
        return directory.resolve(group).resolve(part);
    }

    private static void stop(RaftGroupService service) {
        service.shutdown();
        try {
            service.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops one group; runtime and engine go on. */
    void stopGroup(String group) {
        stop(Objects.requireNonNull(up().services().remove(group)));
    }

    private Up up() {
        return Objects.requireNonNull(up, "not running");
    }

    boolean runs() {
        return up != null;
    }

    JRaftEngine engine() {
        return up().engine();
    }

    QuorumSeal seal() {
        return up().seal();
    }

    /** Has changes made, whoever is elected meanwhile. */
    Admin admin() {
        return PatientAdmin.of(() -> seal().admin());
    }

    Node node(String group) {
        return Objects.requireNonNull(up().services().get(group)).getRaftNode();
    }

    KvMachine machine(String group) {
        return Objects.requireNonNull(machines.get(group));
    }

    SealedGroup way(String group) {
        return Objects.requireNonNull(ways.get(group));
    }

    /** A way to a group's log, on which each payload becomes one proposal. */
    SealedGroup wayOf(String group, Proposal proposal) {
        GroupSeal seal = (GroupSeal) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {GroupSeal.class},
                (proxy, method, arguments) -> method.getName().equals("begin") ? proposal : new GroupId(group));
        QuorumSeal runtime = (QuorumSeal) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {QuorumSeal.class}, (proxy, method, arguments) -> seal);
        LocalGroup local = new LocalGroup(Objects.requireNonNull(hosted.get(group)), peer, SnapshotForm.DEFAULT);
        return new SealedGroup(new HostedGroup(runtime, local, machine(group)), Runnable::run);
    }

    /** Whether a snapshot that was installed would be loaded. */
    boolean loads(String group, SnapshotReader snapshot) {
        return loads(group, snapshot, SnapshotForm.DEFAULT);
    }

    /** Whether a snapshot that was installed would be loaded by a member that has its snapshots in some form. */
    boolean loads(String group, SnapshotReader snapshot, SnapshotForm form) {
        return new SealedStateMachine(hosted(group, form), () -> {}).onSnapshotLoad(snapshot);
    }

    /** The group as it would be hosted by a member that has its snapshots in some form. */
    HostedGroup hosted(String group, SnapshotForm form) {
        LocalGroup local = new LocalGroup(Objects.requireNonNull(hosted.get(group)), peer, form);
        HostedGroup host = new HostedGroup(seal(), local, machine(group));
        try {
            host.prepares();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host;
    }

    Status.Group status(String group) {
        return Objects.requireNonNull(seal().status().groups().get(new GroupId(group)));
    }

    boolean leads(String group) {
        return runs() && engine().leadership(new GroupId(group)) instanceof Leadership.Leading;
    }

    Put put(String group, String line) {
        Put put = new Put();
        way(group).apply(new Task(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), put));
        return put;
    }

    @Override
    public void close() {
        Up stopping = up;
        up = null;
        if (stopping != null) {
            stopping.close();
        }
    }
}
