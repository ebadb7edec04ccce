package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * state machine whatever Ratis allows, except: state machine data and data streams, which go past the log (refused at
 * the first write unless encryption is off, and warned of at the start); fetching snapshots itself (refused here); changing the log data after {@code startTransaction}.
 * What its snapshots hold is the vendor's to seal.
 *
 * <p>Runtimes ask each other through Ratis's client port, as read requests, and prove who they are: whoever else sends
 * questions there causes nothing. What clients read and write is for Ratis's TLS to hide.
 *
 * <p>A client whose write is refused gets a {@link WriteRefusedException} as the cause.
 */
public final class RatisEngine implements Engine, AutoCloseable {
    private static final Logger LOG = System.getLogger(RatisEngine.class.getName());
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

    private RatisEngine(Builder builder) {
        this.properties = builder.properties;
        this.groups = builder.groups;
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
     */
    public StateMachine.Registry host(QuorumSeal runtime, StateMachine.Registry vendor) {
        String warning = runtime.status().kek() instanceof KekHealth.Off ? "" : BesideTheLog.warning(properties);
        if (!warning.isEmpty()) {
            LOG.log(Level.WARNING, warning);
        }
        return id -> new SealedStateMachine(
                groups.hosted(runtime, id, vendor.apply(id), new OwnProposals(executor)), groups, maxEntrySize());
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
        return new RecoveredGroups(groups, properties).read();
    }

    @Override
    public List<Engine.Hosted> groups() {
        return new RecoveredGroups(groups, properties).hosted();
    }

    @Override
    public Holding holding(GroupId group) {
        groups.checkNotClosing(group);
        Holding files = new RecoveredGroups(groups, properties).holding(group);
        return new Holding(() -> new LivePayloads(files.entries(), groups.division(group)), files.snapshots());
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
         */
        public RatisEngine build() {
            if (!RaftServerConfigKeys.Log.Appender.installSnapshotEnabled(properties)) {
                throw new IllegalArgumentException("raft.server.log.appender.install.snapshot.enabled is false: a"
                        + " snapshot that the state machine fetches itself has no key state. Set it to true");
            }
            return new RatisEngine(this);
        }
    }
}
