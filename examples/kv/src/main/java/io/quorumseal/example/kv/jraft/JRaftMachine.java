package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.example.kv.store.KvReplica;
import java.io.IOException;
import java.nio.file.Path;

/** The vendor's state machine in JRaft. It is what it would be without QuorumSeal. */
final class JRaftMachine extends StateMachineAdapter {
    private final KvReplica replica;
    private volatile boolean started;
    private volatile boolean leads;

    JRaftMachine(KvReplica replica) {
        this.replica = replica;
    }

    /** What is loaded until now was this node's own. */
    void started() {
        started = true;
    }

    /** Whether this node leads, and has applied what was committed before it did. */
    boolean leads() {
        return leads;
    }

    @Override
    public void onLeaderStart(long term) {
        leads = true;
    }

    @Override
    public void onLeaderStop(Status status) {
        leads = false;
    }

    @Override
    public void onApply(Iterator entries) {
        for (; entries.hasNext(); entries.next()) {
            try {
                replica.apply(entries.getData(), entries.getIndex());
            } catch (IOException | RuntimeException e) {
                entries.setErrorAndRollback(1, new Status(RaftError.ESTATEMACHINE, "%s", e.toString()));
                return;
            }
            replica.reached(entries.getIndex());
            if (entries.done() instanceof Write write) {
                write.applied(entries.getIndex());
            }
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        try {
            Path folder = Path.of(writer.getPath());
            Path values = JRaftSnapshots.values(folder);
            replica.checkpoint(values);
            for (Path file : Folders.files(values)) {
                add(writer, folder.relativize(file).toString());
            }
            done.run(Status.OK());
        } catch (IOException | RuntimeException e) {
            done.run(new Status(RaftError.EIO, "%s", e.toString()));
        }
    }

    private static void add(SnapshotWriter writer, String file) throws IOException {
        if (!writer.addFile(file)) {
            throw new IOException("the snapshot has a file " + file + " already");
        }
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            Path values = JRaftSnapshots.values(Path.of(reader.getPath()));
            replica.load(values, reader.load().getLastIncludedIndex());
        } catch (IOException e) {
            System.err.println("the snapshot in " + reader.getPath() + " cannot be loaded: " + e);
            return false;
        }
        if (started) {
            replica.installed();
        }
        return true;
    }
}
