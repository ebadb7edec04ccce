package io.quorumseal.engine.jraft.guide;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counters with names: a state machine that knows nothing of encryption. */
public final class CounterMachine extends StateMachineAdapter {
    private static final String FILE = "counters";

    private final Map<String, Long> counters = new ConcurrentHashMap<>();

    /**
     * Makes the payload of an addition.
     *
     * @param counter its name, without a space
     * @param delta what to add
     * @return the payload
     */
    public static ByteBuffer addition(String counter, long delta) {
        return ByteBuffer.wrap((counter + " " + delta).getBytes(UTF_8));
    }

    /**
     * Tells a counter as applied here.
     *
     * @param counter its name
     * @return its value
     */
    public long get(String counter) {
        return counters.getOrDefault(counter, 0L);
    }

    @Override
    public void onApply(Iterator additions) {
        while (additions.hasNext()) {
            String[] addition = new String(additions.getData().array(), UTF_8).split(" ", -1);
            long now = counters.merge(addition[0], Long.valueOf(addition[1]), Long::sum);
            Closure done = additions.done();
            if (done != null) {
                ((CounterClosure) done).counted(now);
                done.run(Status.OK());
            }
            additions.next();
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        Map<String, Long> fixed = Map.copyOf(counters);
        new Thread(() -> save(fixed, writer, done)).start();
    }

    private static void save(Map<String, Long> fixed, SnapshotWriter writer, Closure done) {
        StringBuilder lines = new StringBuilder();
        fixed.forEach((counter, value) ->
                lines.append(counter).append(' ').append(value).append('\n'));
        try {
            Files.writeString(Path.of(writer.getPath(), FILE), lines);
            done.run(writer.addFile(FILE) ? Status.OK() : new Status(RaftError.EIO, "not added"));
        } catch (IOException e) {
            done.run(new Status(RaftError.EIO, "not written: %s", e));
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        counters.clear();
        try {
            for (String line : Files.readAllLines(Path.of(reader.getPath(), FILE))) {
                String[] counter = line.split(" ", -1);
                counters.put(counter[0], Long.valueOf(counter[1]));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
