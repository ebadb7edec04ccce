package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.quorumseal.api.DekId;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that the vendor's state machine writes. When the machine is done, what it wrote in a workspace is sealed, and the
 * group's key state is put beside as one file more; without it the snapshot fails.
 *
 * <p>Key state may be newer than its snapshot, never older. So it is exported after the machine has fixed what it writes, and
 * before the group applies anything more: when the machine is done, or when it comes back to the thread that applies, whichever is
 * first. Files are sealed later, and under another DEK if that was rotated meanwhile: then the snapshot fails, because who gets it
 * could not open them with the key state that it carries.
 */
final class SnapshotSave implements Closure {
    private final HostedGroup hosted;
    private final SnapshotWriter writer;
    private final Closure done;
    private final Runnable onSaved;
    private final long index;
    private final AtomicBoolean answered = new AtomicBoolean();
    private Optional<WorkspaceWriter> workspace = Optional.empty();
    private Optional<DekId> storageDek = Optional.empty();
    private byte @Nullable [] state;
    private @Nullable RuntimeException refused;
    private boolean over;

    SnapshotSave(HostedGroup hosted, SnapshotWriter writer, Closure done, Runnable onSaved) {
        this.hosted = hosted;
        this.writer = writer;
        this.done = done;
        this.onSaved = onSaved;
        this.index = writer.getCurrentMeta().getLastIncludedIndex();
    }

    /** Has the machine write. To be called on the thread that applies, before it goes on. */
    void take(StateMachine machine) {
        try {
            workspace = hosted.desk().writer(writer);
        } catch (IOException e) {
            done.run(failed(e));
            return;
        }
        try {
            machine.onSnapshotSave(workspace.<SnapshotWriter>map(made -> made).orElse(writer), this);
        } catch (RuntimeException | Error e) {
            run(failed(e));
        }
        export();
    }

    private synchronized void export() {
        if (over || state != null || refused != null) {
            return;
        }
        try {
            // What is active before is in what is exported.
            storageDek = hosted.storageDek();
            byte[] exported = hosted.seal().exportState(index);
            hosted.saving(Optional.of(new SnapshotKeyState(index, exported)));
            hosted.group().known(index);
            state = exported;
        } catch (RuntimeException e) {
            refused = e;
        }
    }

    /** Only what comes first counts: a machine may say that it failed, and throw as well. */
    @Override
    public void run(Status status) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        Status whole = status.isOk() ? withKeys() : machines(status);
        workspace.ifPresent(made -> hosted.desk().discard(made.place()));
        ends();
        if (whole.isOk()) {
            onSaved.run();
        }
        done.run(whole);
    }

    /** A full workspace is as usual a reason as a broken disk, and JRaft would put the node in error. */
    private Status machines(Status failure) {
        return workspace.isPresent() ? failed(said(failure)) : failure;
    }

    private static IOException said(Object why) {
        return new IOException("the state machine says so: " + why);
    }

    private synchronized void ends() {
        over = true;
        hosted.saving(Optional.empty());
    }

    /** Not under the lock, for which the thread that applies may wait: sealing takes a while. */
    private Status withKeys() {
        export();
        byte[] exported = state;
        if (exported == null) {
            return failed(refused);
        }
        try {
            if (workspace.isPresent()) {
                seal(workspace.get(), exported);
            }
            String name = SnapshotFiles.keyFile(index);
            Durable.write(Path.of(writer.getPath()), name, exported);
            add(name);
            return Status.OK();
        } catch (IOException | RuntimeException e) {
            return failed(e);
        }
    }

    private void seal(WorkspaceWriter made, byte[] exported) throws IOException {
        if (!made.isOk()) {
            throw said(made.getErrorMsg());
        }
        hosted.desk().checkRoom();
        SealedSnapshot snapshot = hosted.desk().snapshot(writer.getCurrentMeta(), writer.getPath());
        snapshot.check(made.place(), made.listed().keySet());
        Set<String> names = new TreeSet<>(made.listed().keySet());
        names.add(SealedSnapshot.list(index));
        hosted.saving(Optional.of(hosted.group().snapshots().unfinished(index, exported, names)));
        snapshot.seal(made.place(), made.listed());
        if (!hosted.storageDek().equals(storageDek)) {
            throw new IOException("the storage DEK was rotated while it was made; the next one succeeds");
        }
        for (String name : names) {
            add(name);
        }
    }

    private void add(String name) throws IOException {
        if (!writer.addFile(name)) {
            throw new IOException("the snapshot has a file " + name + " already");
        }
    }

    /** Another code would have JRaft put the node in error. */
    private Status failed(@Nullable Throwable why) {
        String text = "group " + hosted.id() + " has no snapshot at index " + index + ": "
                + (why instanceof IOException ? why.getMessage() : why);
        if (hosted.desk().seals()) {
            hosted.unsealed(text);
        }
        return new Status(RaftError.ECANCELED, "%s", text);
    }
}
