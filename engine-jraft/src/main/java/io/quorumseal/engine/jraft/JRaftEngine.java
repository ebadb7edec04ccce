package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcServer;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/**
 * SOFAJRaft as QuorumSeal's engine, around any vendor's state machine.
 *
 * <p>In this order: make the RPC server and the options of the nodes; build the engine; open the runtime with it, which registers
 * the node and imports key state; {@link #host} each group; start its {@code RaftGroupService}. To stop: shut the services down
 * and join them, close the runtime, then the engine.
 *
 * <p>The name of a node is its {@code PeerId}, as {@link #nodeName} writes it. The identity of a log is what the vendor says
 * ({@link JRaftGroup#log}). JRaft makes an append conditional on the term, and assigns the index where nobody can step in: a
 * payload is sealed before it is appended, and its envelope is bound to group, log and term.
 *
 * <p>A vendor may do in its state machine whatever JRaft allows. It proposes through {@link SealedGroup#apply} and in no other
 * way. What its snapshots hold is the vendor's to seal, unless the
 * engine has a workspace to seal them from ({@link Builder#workspace}).
 *
 * <p>Runtimes ask each other through the nodes' RPC server, with frames of raw bytes, and prove who they are: whoever else sends
 * questions there causes nothing. What clients read and write, and what members send each other, is for TLS to hide.
 */
public final class JRaftEngine implements Engine, AutoCloseable {
    /** The largest entry, sealed, unless another limit is set: JRaft has none. */
    public static final int DEFAULT_MAX_ENTRY_SIZE = 4_194_304;

    private static final Logger LOG = System.getLogger(JRaftEngine.class.getName());

    private final Groups groups;
    private final Duration searchTimeout;
    private final Duration answerTimeout;
    private final int maxEntrySize;
    private final SnapshotForm form;
    private final ExecutorService executor = Background.executor();
    private final Peers peers = new Peers();
    private final AnswerDesk desk;
    private volatile boolean encrypts;

    private JRaftEngine(Builder builder) {
        this.groups = builder.groups();
        this.searchTimeout = builder.searchTimeout;
        this.answerTimeout = builder.answerTimeout;
        this.maxEntrySize = builder.maxEntrySize;
        this.form = builder.form;
        this.desk = new AnswerDesk(groups.control()::leadership);
        builder.server.registerProcessor(desk);
    }

    /**
     * Begins to build an engine.
     *
     * @param self this node in all its groups
     * @param server the RPC server that the nodes are going to be started with; the engine answers questions there. One engine to a
     *     server
     * @param control the control group
     * @return a builder
     */
    public static Builder builder(PeerId self, RpcServer server, JRaftGroup control) {
        return new Builder(self, server, control);
    }

    /**
     * Tells what a node is called, to QuorumSeal and in {@link Member}: JRaft's text of its id, without the priority.
     *
     * @param peer the node
     * @return its name
     */
    public static String nodeName(PeerId peer) {
        return LocalGroup.name(peer);
    }

    /**
     * Tells of a further group. Groups may be added at any time before their nodes start. <b>The caller must</b> tell of each group that
     * this node has anything of on disk, also one whose node is not started: what the engine does not know counts as gone, and
     * DEKs that it needs may be retired.
     *
     * @param group the group
     * @throws IllegalArgumentException if another group has its id
     */
    public void addGroup(JRaftGroup group) {
        groups.add(group);
    }

    /**
     * Puts QuorumSeal between JRaft and a group's state machine: replaces state machine and service factory in the group's
     * {@link JRaftGroup#options} by some that call those. To be called for each group before its node starts, and again if the
     * state machine in the options is set anew.
     *
     * @param runtime the runtime that was opened with this engine
     * @param group the group's id
     * @return the group's way to its log
     */
    public SealedGroup host(QuorumSeal runtime, String group) {
        LocalGroup local = groups.require(new GroupId(group));
        NodeOptions options = local.group().options();
        HostedGroup hosted = new HostedGroup(runtime, local, SealedStateMachine.vendors(options));
        encrypts = !hosted.isKeyless();
        local.hostedBy(hosted);
        options.setFsm(new SealedStateMachine(hosted, () -> savedInClear(hosted)));
        options.setServiceFactory(new SealedServices(SealedServices.vendors(options), local.log(), hosted));
        desk.serve(runtime);
        return new SealedGroup(hosted, executor);
    }

    private void savedInClear(HostedGroup hosted) {
        if (!form.isSealed()) {
            writtenInClear(hosted.id()).ifPresent(text -> hosted.unsealed("a snapshot was taken: " + text));
        }
    }

    @Override
    public Optional<String> writtenInClear(GroupId group) {
        return encrypts ? form.writtenInClear(group) : Optional.empty();
    }

    @Override
    public Append append() {
        return Append.ON_CONDITION_OF_TERM;
    }

    @Override
    public int maxEntrySize() {
        return maxEntrySize;
    }

    @Override
    public Leadership leadership(GroupId group) {
        return groups.find(group).map(LocalGroup::leadership).orElseGet(Leadership.Following::new);
    }

    @Override
    public List<Member> members(GroupId group) {
        return groups.find(group).map(LocalGroup::members).orElse(List.of());
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        return groups.hosted(group)
                .map(hosted -> new SealedGroup(hosted, executor).propose(proposal))
                .orElseGet(() -> {
                    proposal.close();
                    return CompletableFuture.failedFuture(new RetryableException(
                            RetryableException.Reason.GATE_CLOSED,
                            "not appended: group " + group + " is not hosted on this node"));
                });
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return CompletableFuture.supplyAsync(() -> asked(node, new Frame(Frame.ASK, question)), executor);
    }

    private byte[] asked(String node, Frame question) {
        PeerId peer = PeerId.parsePeer(node);
        try {
            if (peer == null) {
                throw new IOException("no id of a peer");
            }
            return peers.ask(peer, question, answerTimeout);
        } catch (IOException | RuntimeException e) {
            throw new CompletionException(new RetryableException(
                    RetryableException.Reason.NO_ANSWER, "node " + node + " did not answer: " + e, e));
        }
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        LeaderSearch search =
                new LeaderSearch(peers, groups::controlPeers, executor, question, searchTimeout, answerTimeout);
        executor.execute(search::search);
        return search.answer();
    }

    /** JRaft refuses writes from here on, and tells the voter that has most to lead once that has all. */
    @Override
    public void stepDown(GroupId group, String why) {
        groups.find(group)
                .filter(local -> local.leadership() instanceof Leadership.Leading)
                .flatMap(LocalGroup::active)
                .ifPresent(node -> executor.execute(() -> transfer(node, group, why)));
    }

    private static void transfer(NodeImpl node, GroupId group, String why) {
        LOG.log(Level.WARNING, "group {0}: giving up leadership: {1}", group, why);
        Status status = node.transferLeadershipTo(PeerId.ANY_PEER);
        if (!status.isOk()) {
            LOG.log(Level.WARNING, "group {0}: leadership is not given up: {1}", group, status);
        }
    }

    @Override
    public List<Recovered> recovered() {
        return groups.all().stream().map(LocalGroup::recovered).toList();
    }

    @Override
    public List<Engine.Hosted> groups() {
        return groups.all().stream()
                .filter(LocalGroup::isHere)
                .map(LocalGroup::told)
                .toList();
    }

    @Override
    public Optional<Engine.Hosted> hosted(GroupId group) {
        return groups.find(group).filter(LocalGroup::isHere).map(LocalGroup::told);
    }

    @Override
    public Holding holding(GroupId group) {
        return groups.require(group).holding();
    }

    /** JRaft cuts its log up to the snapshot before the last; asked for another snapshot of the same index, up to the last one. */
    @Override
    public CompletionStage<Void> compact(GroupId group) {
        return groups.find(group)
                .flatMap(LocalGroup::active)
                .map(node -> snapshot(node, group).thenCompose(taken -> snapshot(node, group)))
                .orElseGet(() -> CompletableFuture.failedFuture(new RetryableException(
                        RetryableException.Reason.GATE_CLOSED, "group " + group + " does not run on this node")));
    }

    private CompletableFuture<Void> snapshot(NodeImpl node, GroupId group) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        node.snapshot(status -> executor.execute(() -> {
            if (status.isOk()) {
                taken.complete(null);
            } else {
                taken.completeExceptionally(new RetryableException(
                        RetryableException.Reason.BUSY, "group " + group + " took no snapshot: " + status));
            }
        }));
        return taken;
    }

    @Override
    public List<Hindrance> hindrances(GroupId group) {
        List<Hindrance> found = new ArrayList<>();
        int margin = groups.require(group).group().options().getSnapshotLogIndexMargin();
        if (margin > 0) {
            found.add(new Hindrance(
                    Kept.ENTRIES,
                    false,
                    "snapshotLogIndexMargin is " + margin
                            + ": no snapshot is taken, and no entry removed, until that many"
                            + " more are applied. Set it to 0"));
        }
        return found;
    }

    /** Lets go of the logs and closes the connections to the other nodes. To be called after nodes and runtime were closed. */
    @Override
    public void close() {
        desk.close();
        groups.all().forEach(group -> group.log().close());
        executor.shutdown();
        peers.close();
    }

    /** Says how an engine is to be built, and builds it. */
    public static final class Builder {
        private final PeerId self;
        private final RpcServer server;
        private final JRaftGroup control;
        private final List<JRaftGroup> further = new ArrayList<>();
        private Configuration members;
        private Duration searchTimeout = Duration.ofSeconds(10);
        private Duration answerTimeout = Duration.ofSeconds(40);
        private int maxEntrySize = DEFAULT_MAX_ENTRY_SIZE;
        private SnapshotForm form = SnapshotForm.DEFAULT;

        private Builder(PeerId self, RpcServer server, JRaftGroup control) {
            this.self = self;
            this.server = server;
            this.control = control;
            this.members = control.options().getInitialConf();
        }

        private Groups groups() {
            Groups groups = new Groups(self, control, members, form);
            further.forEach(groups::add);
            return groups;
        }

        /**
         * Tells of a further group, as {@link JRaftEngine#addGroup} does. Those that are told of here are looked at when the
         * runtime is opened.
         *
         * @param value the group
         * @return this
         */
        public Builder group(JRaftGroup value) {
            further.add(value);
            return this;
        }

        /**
         * Names members of the control group that can be asked before its node runs; those of the options' initial configuration
         * if not set. A node that joins a group is started with an empty one, so it needs this.
         *
         * @param value some members
         * @return this
         */
        public Builder members(Configuration value) {
            members = value;
            return this;
        }

        /**
         * Has the engine seal the snapshots of state machines that write them in clear and cannot be changed. The writer that such a
         * machine gets has a path below this directory; the engine seals the files that the machine adds into the directory that
         * JRaft knows, before JRaft hears of the snapshot. Before the machine loads one, the engine opens it below this directory.
         *
         * <p>What the directory holds is in clear. So it has to stay in memory: a {@code ramfs}, or a {@code tmpfs} with
         * {@code noswap} or on a system that does not swap; that is looked up when the engine is built and whenever a group
         * starts. It needs room for two snapshots of each group. Each group has a directory in it for itself, named by
         * node and group, that is removed at its start and at its end; what is in it is removed as soon as a snapshot is saved or
         * loaded.
         *
         * <p>The files have to be below the writer's path, and the machine must not write past it. What it says of a file when it
         * adds it comes back to it, and is sealed, too. Sealing needs cipher suite 2; under suite 1 a snapshot fails.
         *
         * @param directory a directory that is there
         * @return this
         */
        public Builder workspace(Path directory) {
            form = form.in(WorkspacePlace.inMemory(directory));
            return this;
        }

        /**
         * The same as {@link #workspace}, in a directory that is not shown to stay in memory, such as one on a disk that is
         * encrypted otherwise. What a state machine writes there is in clear, and may still be readable when it is removed;
         * {@link io.quorumseal.core.Status.Group#writtenInClear} says so.
         *
         * @param directory a directory that is there
         * @return this
         */
        public Builder workspaceOnDisk(Path directory) {
            form = form.in(WorkspacePlace.onDisk(directory));
            return this;
        }

        /** For tests: is told before the engine finds out whether there is room. */
        Builder steps(Workspace.Steps steps) {
            form = form.telling(steps);
            return this;
        }

        /**
         * Promises that the snapshots of all state machines hold nothing but what was sealed, such as values by
         * {@link io.quorumseal.core.ValueSeal} or files by {@link io.quorumseal.core.SealedFiles}, and what needs no
         * sealing. Without this promise and without a workspace, snapshots are said to be in clear. Nobody checks it.
         *
         * @return this
         */
        public Builder snapshotsHoldOnlySealedValues() {
            form = form.promised();
            return this;
        }

        /**
         * Sets how large an entry may be when sealed; {@value JRaftEngine#DEFAULT_MAX_ENTRY_SIZE} bytes if not set. JRaft keeps
         * entries in memory, and sends at least one at a time: each member has to have room for it.
         *
         * @param bytes the limit, the same on all members
         * @return this
         */
        public Builder maxEntrySize(int bytes) {
            maxEntrySize = bytes;
            return this;
        }

        /**
         * Sets how long to look for a leader to ask; 10 s if not set.
         *
         * @param value the time
         * @return this
         */
        public Builder searchTimeout(Duration value) {
            searchTimeout = value;
            return this;
        }

        /**
         * Sets how long to wait for an answer from another node; 40 s if not set. It has to be longer than the
         * runtime's own time-out for changes of key state.
         *
         * @param value the time
         * @return this
         */
        public Builder answerTimeout(Duration value) {
            answerTimeout = value;
            return this;
        }

        /**
         * Builds the engine.
         *
         * @return the engine
         * @throws IllegalArgumentException if JRaft is configured in a way that cannot be hosted
         * @throws io.quorumseal.api.StartupRefusedException if the workspace may get to a disk, or is no directory
         */
        public JRaftEngine build() {
            if (!(server instanceof BoltRpcServer)) {
                throw new IllegalArgumentException(
                        "the RPC server is a " + server.getClass().getName()
                                + ": only JRaft's own RPC over Bolt can carry the questions of QuorumSeal's nodes");
            }
            form.workspace().ifPresent(WorkspacePlace::checked);
            return new JRaftEngine(this);
        }
    }
}
