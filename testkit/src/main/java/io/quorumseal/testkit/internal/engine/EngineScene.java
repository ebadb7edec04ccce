package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Limits;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.EngineSubject;
import io.quorumseal.testkit.EngineSubject.Outcome;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.internal.engine.Heard.Life;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one case works with: a cluster of its own, with real runtimes on it, and all that engines and runtimes say to each
 * other.
 */
final class EngineScene implements EngineSubject.Runtimes, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final long BACK_SECONDS = 5;
    private static final long MOMENT_MILLIS = 10;
    private static final int MOMENTS = 10;
    private static final int ATTEMPTS = 20;
    private static final Executor NEW_THREAD = task -> {
        Thread thread = new Thread(task, "engine-contract");
        thread.setDaemon(true);
        thread.start();
    };

    private final EngineSubject subject;
    private final Path folder;
    private final Heard heard = new Heard();
    private final Rules rules = new Rules();
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Map<String, Integer> lives = new ConcurrentHashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private int payloads;

    /** A node that runs. */
    record Node(Life life, Engine engine, QuorumSeal runtime) {}

    /** Something done to a cluster. */
    interface Deed {
        void run() throws Exception;
    }

    EngineScene(EngineSubject subject) throws IOException {
        this.subject = subject;
        this.folder = Files.createTempDirectory("engine-contract");
    }

    EngineSubject subject() {
        return subject;
    }

    Heard heard() {
        return heard;
    }

    Rules rules() {
        return rules;
    }

    // ---- nodes and groups

    List<String> names() {
        return subject.nodes();
    }

    /** The node that leads all groups, unless the case says otherwise. */
    String first() {
        return names().get(0);
    }

    String second() {
        return names().get(1);
    }

    String third() {
        return names().get(2);
    }

    GroupId control() {
        return subject.groups().get(0);
    }

    /** A group besides the control group, if there is one. */
    GroupId group() {
        return subject.groups().get(subject.groups().size() - 1);
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name), () -> "node " + name + " does not run");
    }

    Engine engine(String name) {
        return node(name).engine();
    }

    Life life(String name) {
        return node(name).life();
    }

    boolean indexKnown() {
        return engine(first()).append() == Engine.Append.INDEX_KNOWN;
    }

    // ---- life

    @Override
    public QuorumSeal open(String node, Engine engine) {
        return open(
                node,
                engine,
                heardEngine -> QuorumSeal.builder()
                        .directory(directory(node))
                        .cluster("contract")
                        .node(node)
                        .controlGroup(control().name())
                        .kek(new MemoryKek(1))
                        .limits(Limits.DEFAULT
                                .withRegisterTimeout(Duration.ofMillis(200))
                                .withStallRetry(Duration.ofMillis(50))
                                .withWarmUp(Duration.ZERO))
                        .engine(heardEngine)
                        .open());
    }

    @Override
    public QuorumSeal open(String node, Engine engine, Function<Engine, QuorumSeal> opening) {
        Life life = new Life(node, lives.merge(node, 1, Integer::sum));
        Between between = new Between(heard, rules, life, engine);
        beforeStart(node, engine);
        QuorumSeal runtime = between.forEngine(opening.apply(between.forRuntime()));
        nodes.put(node, new Node(life, engine, runtime));
        return runtime;
    }

    private void beforeStart(String node, Engine engine) {
        try {
            rules.starting.on(node, engine);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("before the server of node " + node + " runs: " + e, e);
        }
    }

    private Path directory(String node) {
        try {
            return Files.createDirectories(folder.resolve(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(String node) throws Exception {
        subject.start(node, this);
    }

    void stop(String node) throws Exception {
        subject.stop(node);
        ended(node);
    }

    void kill(String node) throws Exception {
        subject.kill().orElseThrow().run(node);
        ended(node);
    }

    private void ended(String node) {
        Node gone = nodes.remove(node);
        if (gone != null) {
            heard.end(gone.life());
        }
    }

    /** Starts all nodes, at the same time where they have threads. */
    void startAll() throws Exception {
        if (subject.hasThreads() && names().size() > 1) {
            List<CompletableFuture<Void>> started =
                    names().stream().map(node -> aside(() -> start(node))).toList();
            for (CompletableFuture<Void> one : started) {
                join("a node to start", one);
            }
        } else {
            for (String node : names()) {
                start(node);
            }
        }
    }

    /** Starts the cluster in cleartext, and has the first node lead. */
    EngineScene up() throws Exception {
        startAll();
        return leadAll(first());
    }

    /** Starts the cluster, and has it seal all logs. */
    EngineScene sealed() throws Exception {
        return up().cutOver();
    }

    EngineScene cutOver() throws Exception {
        admin(Admin::bootstrap);
        for (GroupId group : subject.groups()) {
            admin(admin -> admin.enableRaftEnvelope(group));
        }
        return this;
    }

    /** Has the first node change key state; tries again what was refused for now. */
    void admin(Function<Admin, Admin.Result> change) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                Admin.Result unused = change.apply(node(first()).runtime().admin());
                return;
            } catch (RetryableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pass();
            }
        }
    }

    EngineScene leadAll(String node) throws Exception {
        for (GroupId group : subject.groups()) {
            lead(node, group);
        }
        return this;
    }

    /** Has a node lead, and waits until it is ready; again, if it gave up: a node that is new does, until it was told of keys. */
    void lead(String node, GroupId group) throws Exception {
        subject.lead(node, group);
        await(
                "node " + node + " to lead group " + group + " and to be ready",
                () -> isReady(node, group) || isLedAgain(node, group));
    }

    private boolean isLedAgain(String node, GroupId group) throws Exception {
        if (!leads(node, group)) {
            subject.lead(node, group);
        }
        return isReady(node, group);
    }

    boolean isReady(String node, GroupId group) {
        return engine(node).leadership(group) instanceof Leading leading && leading.ready();
    }

    boolean leads(String node, GroupId group) {
        return engine(node).leadership(group) instanceof Leading;
    }

    Leadership leadership(String node, GroupId group) {
        return engine(node).leadership(group);
    }

    // ---- writes

    /** A payload that no other is equal to. */
    String payload() {
        return payload("a payload of the contract");
    }

    String payload(String text) {
        payloads++;
        return String.format("%07d=%s", payloads, text);
    }

    CompletionStage<Outcome> write(String node, GroupId group, String payload) {
        return subject.write(node, group, payload);
    }

    /** Writes a new payload, and waits until it is applied on that node. */
    String written(String node, GroupId group) throws Exception {
        String payload = payload();
        written(node, group, payload);
        return payload;
    }

    /** Has the node lead again if another one was elected meanwhile, as happens where machines are slow. */
    void written(String node, GroupId group, String payload) throws Exception {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            Outcome outcome = get("the outcome of a write on node " + node, write(node, group, payload));
            if (outcome != Outcome.REFUSED) {
                awaitApplied(node, group, payload);
                return;
            }
            pass();
            if (!leads(node, group)) {
                lead(node, group);
            }
        }
        throw new AssertionError(
                "node " + node + ", which " + leadership(node, group) + " in group " + group + ", refuses each write");
    }

    List<String> written(String node, GroupId group, int count) throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(written(node, group));
        }
        return all;
    }

    void awaitApplied(String node, GroupId group, String payload) throws Exception {
        await(
                "the state machine of node " + node + " in group " + group + " to have " + payload,
                () -> subject.applied(node, group).contains(payload));
    }

    // ---- holding back

    /** Entries that cannot be opened for a while: the engine is told that something is missing. */
    static final class Hold {
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        void release() {
            released.complete(null);
        }
    }

    /** Has a node open nothing of a group from now on. */
    Hold hold(String node, GroupId group) {
        Hold hold = new Hold();
        holds.add(hold);
        rules.opening = (each, at, open) -> each.equals(node) && at.group().equals(group) && !hold.released.isDone()
                ? new Opened.NotYet("the contract holds it", hold.released)
                : open.get();
        return hold;
    }

    /** Has a node halt at a payload, in this life of the node. */
    void haltAt(String node, GroupId group, String payload) {
        Life life = life(node);
        rules.opening = (each, at, open) -> {
            Opened opened = open.get();
            if (each.equals(node)
                    && at.group().equals(group)
                    && life.equals(life(node))
                    && opened instanceof Opened.Payload found
                    && Between.text(found.plaintext()).equals(payload)) {
                throw new HaltApplyException(HaltApplyException.Reason.FORBIDDEN, "the contract halts here");
            }
            return opened;
        };
    }

    boolean hasHalted(String node, GroupId group) {
        return heard.opens(node, group).stream().anyMatch(open -> open.result() == Heard.Result.HALTED);
    }

    // ---- waiting

    void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int turn = 0; !condition.call(); turn++) {
            if (!subject.step(turn) || System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            moment();
        }
    }

    <T> T get(String what, CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        await(what, future::isDone);
        return future.get();
    }

    /** What a stage fails with. */
    Throwable failure(String what, CompletionStage<?> stage) throws Exception {
        CompletableFuture<?> future = stage.toCompletableFuture();
        await(what, future::isDone);
        return Expected.failure(what, future);
    }

    /** Lets happen what is about to: a wrong engine is caught if it does it now, a right one does not do it at all. */
    void pass() throws Exception {
        for (int turn = 0; turn < MOMENTS && subject.step(turn); turn++) {
            moment();
        }
    }

    private void moment() throws InterruptedException {
        if (subject.hasThreads()) {
            heard.pause(MOMENT_MILLIS);
        }
    }

    /** Does it on a thread of its own; on this one where nodes have no threads. */
    CompletableFuture<Void> aside(Deed deed) {
        return done(deed, subject.hasThreads() ? NEW_THREAD : Runnable::run);
    }

    CompletableFuture<Void> onAThread(Deed deed) {
        return done(deed, NEW_THREAD);
    }

    private static CompletableFuture<Void> done(Deed deed, Executor executor) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                deed.run();
                done.complete(null);
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** Waits for what threads of their own do, while nothing else happens. */
    static void join(String what, CompletableFuture<Void> done) throws Exception {
        try {
            Void unused = done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("waited in vain for " + what, e);
        } catch (ExecutionException e) {
            throw new AssertionError(what + ": " + e.getCause(), e);
        }
    }

    /** Returns whether a call is back while what it asks for is not there, made on a thread of its own. */
    boolean isBack(Deed call) throws Exception {
        try {
            Void unused = onAThread(call).get(BACK_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        holds.forEach(Hold::release);
        for (String node : List.copyOf(nodes.keySet())) {
            stopAtLast(node);
        }
        removeFolder();
        if (!heard.offences().isEmpty()) {
            throw new AssertionError(String.join("; ", heard.offences()));
        }
    }

    private void stopAtLast(String node) {
        try {
            stop(node);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("node " + node + " does not stop", e);
        }
    }

    private void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
