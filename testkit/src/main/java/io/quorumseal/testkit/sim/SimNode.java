package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.internal.kek.KekSource;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.core.internal.start.Opening;
import io.quorumseal.core.internal.start.Settings;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.disk.Survival;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** A node of a {@link SimCluster}: a disk, and a real runtime while it runs. */
public final class SimNode {
    private static final Path DIRECTORY = Path.of("/data");
    /** Where the node has sealed files. */
    public static final Path FILES = DIRECTORY.resolve("files");

    private static final Path AUDIT = DIRECTORY.resolve("encryption/audit.jsonl");
    private static final int MOST_KEPT = 8;

    private final String name;
    private final SimCluster cluster;
    private final StrictFileSystem disk = new StrictFileSystem(DIRECTORY);
    private final Map<String, SimReplica> replicas = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> installs = new ArrayList<>();
    private final Set<String> cleartextGroups = new HashSet<>();
    private final Set<GroupId> addedLater = new HashSet<>();
    private final Set<GroupId> gone = new HashSet<>();
    private final Deque<byte[]> sent = new ArrayDeque<>();
    private List<MemoryKek> previousKeksInMemory = List.of();
    private Optional<Kek> anyKek = Optional.empty();
    private List<Kek> anyPrevious = List.of();
    private MemoryKek kek;
    private Optional<String> kekUri = Optional.empty();
    private List<String> previousKeks = List.of();
    private boolean kekNeverHangs;
    private RotationPolicy rotation = RotationPolicy.NEVER;
    private boolean encrypted = true;
    private boolean adopts;
    private boolean namesNoFolder;
    private boolean forgetsFolder;
    private boolean connected = true;
    private boolean lagging;
    private boolean questionsLost;
    private boolean losesAnswers;
    private BinaryOperator<PeerMessage> answering = (question, answer) -> answer;
    private final Map<String, String> toldLogs = new HashMap<>();
    private boolean holdsApply;
    private boolean listenerThrows;
    private int leadershipsUntilError;
    private final SimPost post = new SimPost();
    private Optional<QuorumSeal> runtime = Optional.empty();
    private Optional<SteppedBackground> background = Optional.empty();
    private Optional<SimEngine> engine = Optional.empty();
    private Opener opener = (own, open) -> open.apply(own);

    /** Opens a runtime, with whatever it likes between the runtime and the engine. */
    public interface Opener {
        /**
         * Opens it.
         *
         * @param engine the node's engine
         * @param open opens a runtime on the engine that it is given
         * @return what the node is to use as its runtime
         */
        QuorumSeal open(Engine engine, Function<Engine, QuorumSeal> open);
    }

    /** From where a node's state machines begin when it starts; what lies behind is delivered again. */
    public enum From {
        /** From the position that was made durable last. */
        CHECKPOINT,
        /** From the latest snapshot. */
        SNAPSHOT,
        /** From the beginning of the log, where that is still there; otherwise from the snapshot. */
        BEGINNING
    }

    SimNode(String name, SimCluster cluster, MemoryKek kek) {
        this.name = name;
        this.cluster = cluster;
        this.kek = kek;
        disk.make(FILES);
        forgetReplicas();
    }

    /** The engine's files are gone; the sidecar stays. */
    void forgetReplicas() {
        cluster.groups().forEach(group -> replicas.put(group.id().name(), new SimReplica(group, this)));
    }

    void host(SimGroup group) {
        SimReplica replica = new SimReplica(group, this);
        replicas.put(group.id().name(), replica);
        try {
            runtime.ifPresent(running -> replica.start(running, From.BEGINNING));
        } catch (HaltApplyException e) {
            if (!disk.isOff()) {
                throw e;
            }
        }
    }

    void giveUp(String group) {
        replica(group).close();
        replicas.remove(group);
    }

    /**
     * Tells the node's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Tells the node's KEK in memory.
     *
     * @return the KEK, to be made to fail; not in use once another one is named
     */
    public MemoryKek kek() {
        return kek;
    }

    /** Unwraps under one of the node's KEKs in memory. */
    SecretBytes unwrap(byte[] wrapped, WrapContext context) {
        for (MemoryKek before : previousKeksInMemory) {
            try {
                return before.unwrap(wrapped, context, Duration.ofSeconds(1));
            } catch (KekException another) {
                // The current one, or another previous one.
            }
        }
        return kek.unwrap(wrapped, context, Duration.ofSeconds(1));
    }

    /**
     * Tells the node's disk, on which the sidecar is.
     *
     * @return the file system
     */
    public StrictFileSystem disk() {
        return disk;
    }

    /**
     * Reads the node's audit file.
     *
     * @return the file; empty if there is none
     */
    public byte[] auditFile() {
        ByteBuffer file = disk.image().files().getOrDefault(AUDIT, ByteBuffer.allocate(0));
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Tells the node's runtime.
     *
     * @return the runtime
     * @throws java.util.NoSuchElementException if the node does not run
     */
    public QuorumSeal runtime() {
        return runtime.orElseThrow();
    }

    /**
     * Tells whether the node runs.
     *
     * @return whether it was started and is neither stopped nor crashed
     */
    public boolean running() {
        return runtime.isPresent();
    }

    /**
     * Tells what the runtime's listener was told, in all lives.
     *
     * @return lines of event, group and text
     */
    public List<String> events() {
        return List.copyOf(events);
    }

    /**
     * Tells what the wrap installer was told, in all lives.
     *
     * @return lines of group, cutover and DEK
     */
    public List<String> installs() {
        return List.copyOf(installs);
    }

    // ---- configuration

    /**
     * Gives the node another KEK, from its next start on.
     *
     * @param other the KEK
     */
    public void kek(MemoryKek other) {
        kek = other;
    }

    /**
     * Gives the node another KEK, from its next start on, and those that were in use before. None of them is made to
     * wait, so that their calls need no threads.
     */
    public void kek(MemoryKek other, List<MemoryKek> previous) {
        kekNeverHangs = true;
        kek = other;
        previousKeksInMemory = previous;
    }

    /** Gives the node any KEK, from its next start on, and those that were in use before. */
    void anyKek(Kek other, List<? extends Kek> previous) {
        kekNeverHangs = true;
        anyKek = Optional.of(other);
        anyPrevious = List.copyOf(previous);
    }

    /**
     * Gives the node the KEK of a provider in place of that in memory, from its next start on.
     *
     * @param uri the KEK's URI, as an operator configures it
     * @param previous the URIs of KEKs that were in use before, the latest first
     */
    public void kek(String uri, String... previous) {
        kekUri = Optional.of(uri);
        previousKeks = List.of(previous);
    }

    /**
     * Gives the node a rotation policy, from its next start on.
     *
     * @param policy the policy
     */
    public void rotation(RotationPolicy policy) {
        rotation = policy;
    }

    /** Has the node's runtime opened in another way, from its next start on. */
    public void opener(Opener value) {
        opener = value;
    }

    /**
     * Turns encryption on or off, from the next start on.
     *
     * @param on whether the node has a KEK
     */
    public void encrypted(boolean on) {
        encrypted = on;
    }

    /** Has the node take a sidecar for its own, from its next start on, that has keys and no MAC. */
    void adoptsSidecar(boolean on) {
        adopts = on;
    }

    /**
     * Has the node leave out its folder of sealed files, from its next start on.
     *
     * @param forget whether it gives up what an earlier opening named, too
     */
    void namesNoFolder(boolean forget) {
        namesNoFolder = true;
        forgetsFolder = forget;
    }

    /**
     * Has the node say, from its next start on, that a group's new log is cleartext.
     *
     * @param group the group
     */
    public void cleartextInNewLog(String group) {
        cleartextGroups.add(group);
    }

    /**
     * Has the engine not know of a group yet when the node is opened, as one that is added to a running server; or ends
     * that.
     */
    void addLater(GroupId group, boolean later) {
        boolean unused = later ? addedLater.add(group) : addedLater.remove(group);
    }

    /** Has the engine know nothing of a group any more: it is removed with its files, or their disk is not there. */
    void gone(GroupId group) {
        boolean unused = gone.add(group);
    }

    boolean isGone(GroupId group) {
        return gone.contains(group);
    }

    /** Has the engine tell an identity of its own for a group's log, from now on. */
    void tellsLog(String group, String identity) {
        String unused = toldLogs.put(group, identity);
    }

    String logOf(SimGroup group) {
        return toldLogs.getOrDefault(group.id().name(), group.identity());
    }

    boolean addsLater(GroupId group) {
        return addedLater.contains(group);
    }

    /**
     * Connects the node to the others, or cuts it off.
     *
     * @param on whether it is connected
     */
    public void connected(boolean on) {
        connected = on;
    }

    /**
     * Has the node receive no entries, while it still answers; or ends that.
     *
     * @param on whether it lags
     */
    public void lagging(boolean on) {
        lagging = on;
    }

    /**
     * Has the node receive entries and apply none; or ends that.
     *
     * @param on whether apply is held
     */
    public void holdApply(boolean on) {
        holdsApply = on;
    }

    /**
     * Has the node do what it is asked to, while its answers are lost; or ends that.
     *
     * @param on whether they are lost
     */
    public void loseAnswers(boolean on) {
        losesAnswers = on;
    }

    /**
     * Has the node answer something else than its runtime does, as one that errs: with a proof.
     *
     * @param instead gives the answer, from the question and the runtime's answer
     */
    public void answering(BinaryOperator<PeerMessage> instead) {
        answering = instead;
    }

    /** Has the listener throw whatever it is told, once it has kept it; or ends that. */
    public void listenerThrows(boolean on) {
        listenerThrows = on;
    }

    public boolean listenerIsBroken() {
        return listenerThrows;
    }

    /** Has the engine throw a foreign error when it is asked for the given time who leads; 0 ends that. */
    public void engineThrowsAt(int question) {
        leadershipsUntilError = question;
    }

    /** Whether the engine is still to throw. */
    public boolean engineIsToThrow() {
        return leadershipsUntilError > 0;
    }

    void askedWhoLeads() {
        if (leadershipsUntilError > 0 && --leadershipsUntilError == 0) {
            throw new ForeignException("the vendor's engine fails");
        }
    }

    /** What becomes of the answers that this node hears. */
    public SimPost post() {
        return post;
    }

    public boolean connected() {
        return connected;
    }

    public boolean lags() {
        return lagging;
    }

    public boolean appliesNothing() {
        return holdsApply;
    }

    public boolean answersAreLost() {
        return losesAnswers;
    }

    /** Has what the node asks others be lost, and nothing else. */
    public void questionsLost(boolean on) {
        questionsLost = on;
    }

    public boolean questionsLost() {
        return questionsLost;
    }

    public boolean hears() {
        return connected && !lagging;
    }

    public boolean answers() {
        return connected && running();
    }

    // ---- life

    /**
     * Starts the node at its last durable position.
     *
     * @throws io.quorumseal.api.StartupRefusedException if the runtime refuses to open
     */
    public void start() {
        start(From.CHECKPOINT);
    }

    /**
     * Starts the node.
     *
     * @param from where its state machines begin
     * @throws io.quorumseal.api.StartupRefusedException if the runtime refuses to open
     */
    public void start(From from) {
        SteppedBackground tasks = new SteppedBackground(cluster.clock(), cluster::settle);
        background = Optional.of(tasks);
        try {
            SimEngine own = new SimEngine(this, from);
            engine = Optional.of(own);
            QuorumSeal opened = opener.open(own, seen -> new Opening(settings(tasks, seen)).open());
            replicas.values().forEach(replica -> replica.start(opened, from));
            runtime = Optional.of(opened);
        } finally {
            if (runtime.isEmpty()) {
                end();
            }
        }
    }

    private Settings settings(SteppedBackground tasks, Engine seen) {
        Settings settings = new Settings();
        settings.store = FileSidecarStore.open(DIRECTORY, disk);
        settings.cluster = cluster.name();
        settings.node = name;
        settings.control = new GroupId(SimCluster.CONTROL);
        settings.kek = encrypted && kekUri.isEmpty() ? anyKek.orElse(kek) : null;
        anyPrevious.forEach(before -> settings.previousKeks.add(new KekSource.Given(before)));
        settings.kekUri = encrypted ? kekUri.orElse(null) : null;
        previousKeks.forEach(uri -> settings.previousKeks.add(new KekSource.Named(uri)));
        previousKeksInMemory.forEach(before -> settings.previousKeks.add(new KekSource.Given(before)));
        settings.encryptionOff = !encrypted;
        settings.aead = cluster.journal().recording();
        settings.engine = seen;
        settings.valueStore = Optional.of(new SimStore(this));
        settings.clock = cluster.clock();
        settings.random = cluster.random();
        settings.suite = cluster.suite();
        settings.background = tasks;
        settings.kekPacing = new TimelessPacing(!kekNeverHangs);
        settings.limits = Limits.DEFAULT
                .withHoldTimeout(Duration.ZERO)
                .withRegisterTimeout(Duration.ZERO)
                .withWarmUp(Duration.ZERO);
        settings.rotation = rotation;
        settings.listener = (event, group, text) -> {
            events.add(event + " " + group + " " + text);
            throwIfTold();
        };
        settings.installer = (group, cutover, dek) -> {
            installs.add(group + " " + cutover + " " + dek);
            cluster.watch().installed(this, group, cutover, dek);
        };
        settings.adopt = adopts;
        settings.fileOps = disk;
        if (!namesNoFolder) {
            settings.folders.add(FILES);
        }
        if (forgetsFolder) {
            settings.forgottenFolders.add(FILES);
        }
        cleartextGroups.forEach(group -> settings.cleartextGroups.add(new GroupId(group)));
        return settings;
    }

    private void throwIfTold() {
        if (listenerThrows) {
            throw new ForeignException("the vendor's listener fails");
        }
    }

    /** Closes the runtime as an orderly process does. */
    public void stop() {
        runtime.ifPresent(QuorumSeal::close);
        end();
    }

    /**
     * Ends the process as a power failure does: the runtime is not closed.
     *
     * @param survival what is left of what was not synced
     */
    public void crash(Survival survival) {
        end();
        disk.restart(survival);
    }

    private void end() {
        engine.ifPresent(SimEngine::end);
        background.ifPresent(SteppedBackground::close);
        background = Optional.empty();
        runtime = Optional.empty();
        leadershipsUntilError = 0;
        post.forget();
        replicas.values().forEach(SimReplica::end);
    }

    // ---- use

    /**
     * Begins a write: the payload is admitted and not appended yet.
     *
     * @param group the group
     * @param key the key to store under
     * @param value the value
     * @return the write
     * @throws io.quorumseal.api.RetryableException if this node cannot append it now
     * @throws io.quorumseal.api.RejectedException if it can never be appended
     */
    public SimWrite begin(String group, String key, String value) {
        var proposal = runtime().group(group).begin(new VendorPayload(key, value).bytes());
        return new SimWrite(replica(group), key, value, proposal);
    }

    /**
     * Begins and appends a write.
     *
     * @param group the group
     * @param key the key to store under
     * @param value the value
     * @return the write
     * @throws io.quorumseal.api.RetryableException if this node cannot append it now
     */
    public SimWrite write(String group, String key, String value) {
        return begin(group, key, value).append();
    }

    /**
     * Opens all that a group's state machine holds.
     *
     * @param group the group
     * @return the values by their keys
     */
    public Map<String, String> values(String group) {
        return replica(group).openedValues();
    }

    public SimCluster cluster() {
        return cluster;
    }

    boolean hosts(GroupId group) {
        return replicas.containsKey(group.name());
    }

    public SimReplica replica(String group) {
        SimReplica replica = replicas.get(group);
        if (replica == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        return replica;
    }

    public Collection<SimReplica> replicas() {
        return replicas.values();
    }

    public CompletionStage<byte[]> answer(byte[] question) {
        CompletionStage<byte[]> answer = runtime().answer(question);
        if (!SimProof.isQuestion(question)) {
            return answer;
        }
        return losesAnswers ? new CompletableFuture<>() : answer.thenApply(real -> instead(question, real));
    }

    private byte[] instead(byte[] question, byte[] real) {
        Optional<PeerMessage> answer = SimProof.answered(question, real);
        if (answer.isEmpty()) {
            return real;
        }
        PeerMessage instead = answering.apply(SimProof.asked(question).orElseThrow(), answer.get());
        return instead == answer.get() ? real : proof().answer(question, instead);
    }

    /** Proves what this node might say, and does not. */
    public SimProof proof() {
        return new SimProof(cluster.name(), kek, () -> runtime().status().keys());
    }

    /** Keeps a question that has arrived, so that it can come once more. */
    public void sent(byte[] question) {
        sent.addLast(question);
        if (sent.size() > MOST_KEPT) {
            sent.removeFirst();
        }
    }

    public List<byte[]> sent() {
        return List.copyOf(sent);
    }

    /** Runs tasks of the runtime and applies; tells whether anything was done. */
    public boolean step() {
        boolean any = background.map(SteppedBackground::step).orElse(false);
        for (SimReplica replica : replicas.values()) {
            any |= !holdsApply && running() && replica.applyNext();
        }
        return any || background.map(SteppedBackground::hasWork).orElse(false);
    }

    @Override
    public String toString() {
        return name;
    }
}
