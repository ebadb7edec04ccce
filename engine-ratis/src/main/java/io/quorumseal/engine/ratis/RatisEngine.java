package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * Apache Ratis as QuorumSeal's engine, around any vendor's state machine.
 *
 * <p>In this order: build the engine; open the runtime with it, which registers the node and imports key state;
 * build the Ratis server with the registry that {@link #host} makes; start it. To stop: close the server, the
 * runtime, the engine.
 *
 * <p>The name of a node is its Ratis peer id. The identity of a log is its Raft group id. A vendor may do in its
 * state machine whatever Ratis allows, except: state machine data and data streams, which go past the log (refused at the
 * start while encryption is on or there are keys); fetching snapshots itself (refused here); changing the log data after
 * {@code startTransaction}. What its snapshots hold is the vendor's to seal, or the adapter does it
 * ({@link Builder#workspace}).
 *
 * <p>Runtimes ask each other through Ratis's client port, as read requests, and prove who they are: whoever else sends
 * questions there causes nothing. What clients read and write is for Ratis's TLS to hide.
 *
 * <p>A client whose write is refused gets a {@link WriteRefusedException} as the cause.
 */
public final class RatisEngine implements Engine, AutoCloseable {
    /** What Ratis adds to a payload: term, index, client id, call id, and their tags and lengths. */
    private static final int ENTRY_OVERHEAD = 128;

    /** For a store of any size; who asked does not wait for it. */
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 3_600_000;

    private final Groups groups;
    private final RaftProperties properties;
    private final Duration searchTimeout;
    private final Peers peers;
    private final ExecutorService executor = Background.executor();
    private final StepDown stepDown;
    private final SnapshotForm form;
    private volatile boolean encrypts;

    private RatisEngine(Builder builder) {
        this.properties = builder.properties;
        this.groups = builder.groups;
        this.form = builder.form;
        this.searchTimeout = builder.searchTimeout;
        this.peers = new Peers(properties, builder.parameters, groups.configuredControl(), builder.answerTimeout);
        this.stepDown = new StepDown(groups, executor);
    }

    /**
     * Begins to build an engine.
     *
     * @param properties what the server is going to be built with
     * @param control the control group's name, the same as the runtime is told
     * @param group the control group, with the members that answer before the local server runs
     * @return a builder
     */
    public static Builder builder(RaftProperties properties, String control, RaftGroup group) {
        return new Builder(properties, new Groups(new GroupId(control), group));
    }

    /**
     * Names a further group. Groups may be added at any time before the server starts them.
     *
     * @param name the group's name, the same as the runtime is told
     * @param group the group
     */
    public void addGroup(String name, RaftGroup group) {
        groups.add(new GroupId(name), group);
    }

    /**
     * Puts QuorumSeal between Ratis and the vendor's state machines.
     *
     * @param runtime the runtime that was opened with this engine
     * @param vendor makes the vendor's state machine for a group, a new one at each call
     * @return what the server is to be built with
     * @throws io.quorumseal.api.StartupRefusedException if the server takes data streams, while encryption is on or there are
     *     keys
     */
    public StateMachine.Registry host(QuorumSeal runtime, StateMachine.Registry vendor) {
        encrypts = !Groups.isKeyless(runtime.status());
        if (encrypts) {
            BesideTheLog.found(properties).ifPresent(found -> {
                throw BesideTheLog.refused(found);
            });
        }
        return id -> {
            var hosted = groups.hosted(runtime, id, vendor.apply(id), new OwnProposals(executor));
            Snapshots snapshots = Snapshots.of(
                    hosted, form, groups.snapshotDirectory(hosted.seal().id()));
            return new SealedStateMachine(hosted, groups, snapshots, maxEntrySize());
        };
    }

    @Override
    public Optional<String> writtenInClear(GroupId group) {
        return encrypts ? form.writtenInClear(group) : Optional.empty();
    }

    @Override
    public Append append() {
        return Append.INDEX_KNOWN;
    }

    @Override
    public int maxEntrySize() {
        return RaftServerConfigKeys.Log.Appender.bufferByteLimit(properties).getSizeInt() - ENTRY_OVERHEAD;
    }

    @Override
    public Leadership leadership(GroupId group) {
        return groups.division(group).map(LocalDivision::leadership).orElseGet(Leadership.Following::new);
    }

    @Override
    public List<Member> members(GroupId group) {
        return groups.division(group).map(LocalDivision::members).orElse(List.of());
    }

    @Override
    public CompletionStage<LogPosition> propose(GroupId group, Proposal proposal) {
        return groups.running(group)
                .flatMap(hosted ->
                        hosted.division().map(division -> hosted.own().propose(division::write, proposal)))
                .orElseGet(() -> OwnProposals.refused(proposal, "group " + group + " does not run on this node"));
    }

    @Override
    public CompletionStage<byte[]> ask(String node, byte[] question) {
        return CompletableFuture.supplyAsync(() -> asked(node, Question.of(question)), executor)
                .thenApply(Question::answer);
    }

    private Message asked(String node, Message question) {
        try {
            peers.know(groups.controlPeers());
            return peers.ask(RaftPeerId.valueOf(node), question);
        } catch (IOException | RuntimeException e) {
            throw new CompletionException(new RetryableException(
                    RetryableException.Reason.NO_ANSWER, "node " + node + " did not answer: " + e, e));
        }
    }

    @Override
    public CompletionStage<byte[]> askLeader(byte[] question) {
        LeaderSearch search = new LeaderSearch(groups, peers, executor, Question.of(question), searchTimeout.toNanos());
        executor.execute(search::search);
        return search.answer().thenApply(Question::answer);
    }

    @Override
    public void stepDown(GroupId group, String why) {
        stepDown.begin(group, why);
    }

    @Override
    public List<Recovered> recovered() {
        return recoveredGroups().read();
    }

    @Override
    public List<Engine.Hosted> groups() {
        return recoveredGroups().hosted();
    }

    @Override
    public Optional<Engine.Hosted> hosted(GroupId group) {
        return recoveredGroups().hosted(group);
    }

    private RecoveredGroups recoveredGroups() {
        return new RecoveredGroups(groups, properties, form);
    }

    @Override
    public Holding holding(GroupId group) {
        groups.checkNotClosing(group);
        // First what is on its way to the files: it may get there meanwhile.
        Optional<SnapshotKeyState> sealing = groups.sealing(group);
        Holding files = recoveredGroups().holding(group);
        List<SnapshotKeyState> snapshots = new ArrayList<>(files.snapshots());
        sealing.ifPresent(snapshots::add);
        return new Holding(() -> new LivePayloads(files.entries(), groups.division(group)), snapshots);
    }

    @Override
    public CompletionStage<Void> compact(GroupId group) {
        CompletableFuture<RaftClientReply> taken = groups.division(group)
                .map(division -> division.takeSnapshot(SNAPSHOT_TIMEOUT_MILLIS))
                .orElseGet(() -> CompletableFuture.failedFuture(new RetryableException(
                        RetryableException.Reason.GATE_CLOSED, "group " + group + " does not run on this node")));
        return taken.thenAccept(reply -> {
            if (!reply.isSuccess()) {
                throw new RetryableException(
                        RetryableException.Reason.BUSY,
                        "group " + group + " took no snapshot: " + reply.getException(),
                        reply.getException());
            }
        });
    }

    @Override
    public List<Hindrance> hindrances(GroupId group) {
        return new PurgeSettings(properties)
                .hindrances(groups.division(group).filter(LocalDivision::hasLog).map(LocalDivision::entries));
    }

    /** Closes the connections to the other nodes. To be called after the server and the runtime were closed. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            peers.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the connections to the other nodes do not close", e);
        }
    }

    /** Says how an engine is to be built, and builds it. */
    public static final class Builder {
        private final RaftProperties properties;
        private final Groups groups;
        private @Nullable Parameters parameters;
        private SnapshotForm form = SnapshotForm.DEFAULT;
        private Duration searchTimeout = Duration.ofSeconds(10);
        private Duration answerTimeout = Duration.ofSeconds(40);

        private Builder(RaftProperties properties, Groups groups) {
            this.properties = properties;
            this.groups = groups;
        }

        /**
         * Names a further group.
         *
         * @param name the group's name, the same as the runtime is told
         * @param group the group
         * @return this
         */
        public Builder group(String name, RaftGroup group) {
            groups.add(new GroupId(name), group);
            return this;
        }

        /**
         * Tells where a group's snapshots are, if not where Ratis keeps them: what the state machine's storage says
         * is its snapshot directory.
         *
         * @param name the group's name
         * @param directory the directory
         * @return this
         */
        public Builder snapshotDirectory(String name, Path directory) {
            groups.snapshotsIn(new GroupId(name), directory);
            return this;
        }

        /**
         * Has the adapter seal the snapshots of state machines that write them in clear and cannot be changed. Such a machine
         * gets a storage below this directory, where it writes what it likes; the adapter seals the files of each snapshot,
         * into the snapshot directory that Ratis knows, before Ratis hears of it, and opens the newest before the machine
         * loads. A machine that does not load what it is given is not started.
         *
         * <p>What the directory holds is in clear. So it has to stay in memory: a {@code ramfs}, or a {@code tmpfs} with
         * {@code noswap} or on a system that does not swap; that is looked up when the engine is built and whenever a group
         * starts. It needs room for three snapshots of each group. Each group has a directory in it for itself, named by
         * node and group, that is removed at its start and at its end.
         *
         * <p>Files in it that no snapshot lists are lost with the process: a machine that keeps anything else there, or writes
         * past its storage, cannot be hosted so. Each snapshot's files need names of their own. Sealing needs cipher suite
         * 2; under suite 1 a snapshot fails.
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

        /** For tests: is told of each step of writing beside snapshots. */
        Builder steps(Disk.Steps steps) {
            form = form.on(new Disk(steps));
            return this;
        }

        /**
         * Sets what the connections to the other nodes need, for example for TLS.
         *
         * @param value what the server is going to be built with
         * @return this
         */
        public Builder parameters(Parameters value) {
            parameters = value;
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
         * @throws IllegalArgumentException if Ratis is configured in a way that cannot be hosted
         * @throws io.quorumseal.api.StartupRefusedException if the workspace may get to a disk, or is no directory
         */
        public RatisEngine build() {
            form.workspace().ifPresent(WorkspacePlace::checked);
            if (!RaftServerConfigKeys.Log.Appender.installSnapshotEnabled(properties)) {
                throw new IllegalArgumentException("raft.server.log.appender.install.snapshot.enabled is false: a"
                        + " snapshot that the state machine fetches itself has no key state. Set it to true");
            }
            return new RatisEngine(this);
        }
    }
}
