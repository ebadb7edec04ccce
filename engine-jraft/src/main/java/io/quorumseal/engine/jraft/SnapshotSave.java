package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that the vendor's state machine writes. When the machine is done, the group's key state is put beside as one file
 * more; without it the snapshot fails.
 *
 * <p>Key state may be newer than its snapshot, never older. So it is exported after the machine has fixed what it writes, and
 * before the group applies anything more: when the machine is done, or when it comes back to the thread that applies, whichever is
 * first.
 */
final class SnapshotSave implements Closure {
    private final HostedGroup hosted;
    private final SnapshotWriter writer;
    private final Closure done;
    private final Runnable onSaved;
    private final long index;
    private byte @Nullable [] state;
    private @Nullable RuntimeException refused;

    SnapshotSave(HostedGroup hosted, SnapshotWriter writer, Closure done, Runnable onSaved) {
        this.hosted = hosted;
        this.writer = writer;
        this.done = done;
        this.onSaved = onSaved;
        this.index = writer.getCurrentMeta().getLastIncludedIndex();
    }

    /** To be called on the thread that applies, before it goes on. */
    synchronized void export() {
        if (state != null || refused != null) {
            return;
        }
        try {
            byte[] exported = hosted.seal().exportState(index);
            hosted.saving(Optional.of(new SnapshotKeyState(index, exported)));
            state = exported;
        } catch (RuntimeException e) {
            refused = e;
        }
    }

    @Override
    public void run(Status status) {
        Status whole = status.isOk() ? withKeys() : status;
        hosted.saving(Optional.empty());
        if (whole.isOk()) {
            onSaved.run();
        }
        done.run(whole);
    }

    private synchronized Status withKeys() {
        export();
        byte[] exported = state;
        if (exported == null) {
            return failed(refused);
        }
        try {
            String name = SnapshotFiles.keyFile(index);
            Durable.write(Path.of(writer.getPath()), name, exported);
            return writer.addFile(name) ? Status.OK() : failed("the snapshot has a file " + name + " already");
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** Another code would have JRaft put the node in error. */
    private Status failed(@Nullable Object why) {
        return new Status(
                RaftError.ECANCELED, "the key state of group %s does not get into the snapshot: %s", hosted.id(), why);
    }
}
