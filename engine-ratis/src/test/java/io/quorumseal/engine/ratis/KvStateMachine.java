package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/** A vendor's state machine, written as if there were no QuorumSeal: a map that is set by {@code key=value}. */
class KvStateMachine extends BaseStateMachine {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Map<String, String> values = new TreeMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Long> passed = new HashSet<>();
    private int overwritten;
    /** Whether entries are applied in their order on another thread, some time after they were handed over. */
    volatile boolean appliesLater;

    /** The line at which apply fails, as a defect of the vendor's would. */
    volatile String throwsAt = "";

    volatile Runnable onLeaderReady = () -> {};

    /** Run when somebody asks which snapshot is the latest. */
    volatile Runnable onAsked = () -> {};

    /** Run while a snapshot is taken, before anything of it is written. */
    volatile Runnable onSnapshot = () -> {};

    private final ExecutorService later = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "vendor");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        storage.init(raftStorage);
        load();
        getLifeCycle().startAndTransition(() -> {});
    }

    private synchronized void load() throws IOException {
        SingleFileSnapshotInfo snapshot = storage.loadLatestSnapshot();
        if (snapshot == null) {
            return;
        }
        values.clear();
        overwritten = 0;
        Files.readAllLines(snapshot.getFile().getPath()).forEach(this::put);
        setLastAppliedTermIndex(snapshot.getTermIndex());
        notifyAll();
    }

    private void put(String line) {
        int split = line.indexOf('=');
        if (split < 0) {
            throw new IllegalArgumentException("not key=value: " + line);
        }
        String before = values.put(line.substring(0, split), line.substring(split + 1));
        overwritten += before == null ? 0 : 1;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        LogEntryProto entry = context.getLogEntry();
        return appliesLater
                ? CompletableFuture.supplyAsync(() -> applyLater(entry), later)
                : CompletableFuture.completedFuture(apply(entry));
    }

    /** What is handed over from now on is applied behind this. */
    void applyBehind(Runnable task) {
        later.execute(task);
    }

    private Message applyLater(LogEntryProto entry) {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return apply(entry);
    }

    private synchronized Message apply(LogEntryProto entry) {
        String line = line(entry);
        if (line.equals(throwsAt)) {
            throw new IllegalStateException("a defect of the vendor's");
        }
        put(line);
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        notifyAll();
        return Message.valueOf("ok");
    }

    /** What a client wrote. */
    String line(LogEntryProto entry) {
        return entry.getStateMachineLogEntry().getLogData().toStringUtf8();
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        if (appliesLater) {
            later.execute(() -> pass(term, index));
        } else {
            pass(term, index);
        }
    }

    private synchronized void pass(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        passed.add(index);
        notifyAll();
    }

    @Override
    public synchronized CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(
                Message.valueOf(values.getOrDefault(request.getContent().toStringUtf8(), "")));
    }

    @Override
    public void notifyLeaderReady() {
        onLeaderReady.run();
    }

    /** Tells whether an entry that is not the vendor's was told of. */
    synchronized boolean passed(long index) {
        return passed.contains(index);
    }

    synchronized int overwritten() {
        return overwritten;
    }

    synchronized Map<String, String> copy() {
        return new TreeMap<>(values);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    void awaitClosed() throws InterruptedException {
        if (!closed.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not closed");
        }
    }

    void awaitApplied(long index) throws InterruptedException {
        await(() -> getLastAppliedTermIndex().getIndex() >= index, "index " + index);
    }

    void awaitKey(String key) throws InterruptedException {
        await(() -> values.containsKey(key), "key " + key);
    }

    private synchronized void await(BooleanSupplier condition, String wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException("applied " + getLastAppliedTermIndex() + ", wanted " + wanted);
            }
            wait(left);
        }
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        onAsked.run();
        return super.getLatestSnapshot();
    }

    @Override
    public synchronized long takeSnapshot() {
        onSnapshot.run();
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() <= RaftLog.INVALID_LOG_INDEX) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        List<String> lines = values.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
        Path file = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        try {
            Files.write(file, lines);
            FileInfo info = new FileInfo(file, MD5FileUtil.computeAndSaveMd5ForFile(file.toFile()));
            storage.updateLatestSnapshot(new SingleFileSnapshotInfo(info, last));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last.getIndex();
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        load();
        getLifeCycle().startAndTransition(() -> {});
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }
}
