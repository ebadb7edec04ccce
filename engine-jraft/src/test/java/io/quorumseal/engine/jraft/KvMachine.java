package io.quorumseal.engine.jraft;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A vendor's state machine: lines of "key=value" in a map, and snapshots written on another thread. */
final class KvMachine extends StateMachineAdapter {
    private static final String FILE = "map";

    private final Signal signal;
    private final Map<String, String> map = new TreeMap<>();
    private volatile long applied;
    private final AtomicInteger loads = new AtomicInteger();
    private volatile boolean failed;
    volatile boolean savesAtOnce;
    volatile @Nullable String throwsAt;

    KvMachine(Signal signal) {
        this.signal = signal;
    }

    @Override
    public void onApply(Iterator entries) {
        while (entries.hasNext()) {
            byte[] payload = entries.getData().array();
            put(new String(payload, UTF_8));
            // It is the machine's: nobody else may see what becomes of it.
            Arrays.fill(payload, (byte) 0);
            applied = entries.getIndex();
            Closure done = entries.done();
            if (done != null) {
                ((Put) done).appliedAt(entries.getTerm(), entries.getIndex());
                done.run(Status.OK());
            }
            entries.next();
        }
        signal.happened();
    }

    private synchronized void put(String line) {
        if (line.equals(throwsAt)) {
            throw new IllegalStateException("a defect of the machine's");
        }
        int split = line.indexOf('=');
        if (split < 0) {
            throw new IllegalArgumentException("not key=value: " + line.length() + " characters");
        }
        map.put(line.substring(0, split), line.substring(split + 1));
    }

    synchronized Map<String, String> copy() {
        return new TreeMap<>(map);
    }

    synchronized @Nullable String get(String key) {
        return map.get(key);
    }

    long applied() {
        return applied;
    }

    int loads() {
        return loads.get();
    }

    boolean failed() {
        return failed;
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        Map<String, String> fixed = copy();
        if (savesAtOnce) {
            save(fixed, writer, done);
        } else {
            new Thread(() -> save(fixed, writer, done)).start();
        }
    }

    private static void save(Map<String, String> fixed, SnapshotWriter writer, Closure done) {
        StringBuilder lines = new StringBuilder();
        fixed.forEach(
                (key, value) -> lines.append(key).append('=').append(value).append('\n'));
        try {
            Files.writeString(Path.of(writer.getPath(), FILE), lines);
            done.run(writer.addFile(FILE) ? Status.OK() : new Status(RaftError.EIO, "not added"));
        } catch (IOException e) {
            done.run(new Status(RaftError.EIO, "%s", e));
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            load(Files.readString(Path.of(reader.getPath(), FILE)));
        } catch (IOException e) {
            return false;
        }
        loads.incrementAndGet();
        applied = reader.load().getLastIncludedIndex();
        signal.happened();
        return true;
    }

    private synchronized void load(String lines) {
        map.clear();
        lines.lines().forEach(this::put);
    }

    @Override
    public void onLeaderStart(long term) {
        signal.happened();
    }

    @Override
    public void onLeaderStop(Status status) {
        signal.happened();
    }

    @Override
    public void onError(RaftException e) {
        failed = true;
        signal.happened();
    }
}
