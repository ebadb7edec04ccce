package io.quorumseal.engine.jraft;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A vendor's state machine: lines of "key=value" in a map, and snapshots written on another thread. */
final class KvMachine extends StateMachineAdapter {
    static final String FILE = "map";

    private final Signal signal;
    private final Map<String, String> map = new TreeMap<>();
    private volatile long applied;
    private final AtomicInteger loads = new AtomicInteger();
    private volatile boolean failed;
    volatile boolean savesAtOnce;
    volatile Saving saving = KvMachine::save;
    volatile String savedTo = "";
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

    /** Writes what the machine had. */
    interface Saving {
        void save(Map<String, String> fixed, SnapshotWriter writer, Closure done);
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        Map<String, String> fixed = copy();
        savedTo = writer.getPath();
        if (savesAtOnce) {
            saving.save(fixed, writer, done);
        } else {
            new Thread(() -> saving.save(fixed, writer, done)).start();
        }
    }

    static void save(Map<String, String> fixed, SnapshotWriter writer, Closure done) {
        StringBuilder lines = new StringBuilder();
        fixed.forEach(
                (key, value) -> lines.append(key).append('=').append(value).append('\n'));
        try {
            Path file = Files.writeString(Path.of(writer.getPath(), FILE), lines);
            done.run(writer.addFile(FILE, said(hash(file))) ? Status.OK() : new Status(RaftError.EIO, "not added"));
        } catch (IOException e) {
            done.run(new Status(RaftError.EIO, "%s", e));
        }
    }

    static LocalFileMeta said(String checksum) {
        return LocalFileMeta.newBuilder().setChecksum(checksum).build();
    }

    /** As machines do that want to know whether a file came whole. */
    static String hash(Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            Path file = Path.of(reader.getPath(), FILE);
            if (!((LocalFileMeta) reader.getFileMeta(FILE)).getChecksum().equals(hash(file))) {
                return false;
            }
            load(Files.readString(file));
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
