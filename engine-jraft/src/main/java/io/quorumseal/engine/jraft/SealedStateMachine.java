package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.SealedFileException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Stands between JRaft and the vendor's state machine: the log has sealed payloads, the vendor sees plain ones. JRaft calls all
 * of it on the thread that applies the group.
 */
final class SealedStateMachine implements StateMachine {
    private static final Logger LOG = System.getLogger(SealedStateMachine.class.getName());

    private final HostedGroup hosted;
    private final StateMachine vendor;
    private final ApplyPath applies;
    private final Runnable onSaved;

    /**
     * Makes the adapter.
     *
     * @param onSaved is told of each snapshot of this node that has all it needs
     */
    SealedStateMachine(HostedGroup hosted, Runnable onSaved) {
        this.hosted = hosted;
        this.vendor = hosted.vendor();
        this.applies = new ApplyPath(hosted);
        this.onSaved = onSaved;
    }

    /** The vendor's own, also if options are used for a second engine. */
    static StateMachine vendors(NodeOptions options) {
        return options.getFsm() instanceof SealedStateMachine sealed ? sealed.vendor : options.getFsm();
    }

    /** A vendor that returns early is called again: what it has not seen may be no payload of its own. */
    @Override
    public void onApply(Iterator log) {
        SealedIterator entries = new SealedIterator(log, applies::open);
        while (entries.hasNext()) {
            vendor.onApply(entries);
            entries.leave();
        }
    }

    @Override
    public void onLeaderStart(long term) {
        hosted.leads(term);
        hosted.leadershipChanged();
        vendor.onLeaderStart(term);
    }

    /** A transfer may fail, and then this node leads on in the same term. */
    @Override
    public void onLeaderStop(Status status) {
        if (status.getCode() != RaftError.ETRANSFERLEADERSHIP.getNumber()) {
            hosted.leads(0);
        }
        hosted.leadershipChanged();
        vendor.onLeaderStop(status);
    }

    @Override
    public void onStartFollowing(LeaderChangeContext context) {
        hosted.leads(0);
        hosted.leadershipChanged();
        vendor.onStartFollowing(context);
    }

    @Override
    public void onStopFollowing(LeaderChangeContext context) {
        vendor.onStopFollowing(context);
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        if (hosted.isDead()) {
            done.run(new Status(RaftError.ECANCELED, "apply halted; no snapshot is taken of what it left"));
            return;
        }
        new SnapshotSave(hosted, writer, done, onSaved).take(vendor);
    }

    /** If another member's snapshot was installed, its key state comes before anything that the vendor does with it. */
    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            long index = reader.load().getLastIncludedIndex();
            boolean refuseClear = hosted.runtime().status().storage().cleartextRefused();
            return hosted.isLoadedAtStart(index)
                    ? found(reader, index, refuseClear)
                    : installed(reader, index, refuseClear);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "group " + hosted.id() + ": a snapshot is not loaded", e);
            hosted.halt("the snapshot " + reader.getPath() + " is not loaded: " + e.getMessage()
                    + ". The files stay as they are: put the same files back from another copy of this node's disk, or"
                    + " replace the node");
        } catch (Stall.Ended e) {
            hosted.leave();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "group " + hosted.id() + ": a snapshot is not loaded", e);
            hosted.halt(String.valueOf(e));
        }
        return false;
    }

    private boolean load(SnapshotReader reader, boolean refuseClear) throws IOException {
        return hosted.desk().load(reader, refuseClear, vendor::onSnapshotLoad);
    }

    /**
     * The runtime may never have had its key state, if the node stopped while that was waited for. And a DEK may be missing that
     * the control group is about to bring, after a crash while a snapshot was installed.
     */
    private boolean found(SnapshotReader reader, long index, boolean refuseClear) throws IOException {
        if (!hosted.group().isKnown(index)) {
            keys(reader, index).ifPresent(keys -> take(keys, Stall::awaitAtStart));
        }
        try {
            return load(reader, refuseClear);
        } catch (SealedFileException e) {
            if (e.reason() != SealedFileException.Reason.UNKNOWN_DEK) {
                throw e;
            }
            importKeys(reader, index, Stall::awaitAtStart);
            return load(reader, refuseClear);
        }
    }

    /**
     * JRaft closes the reader of the snapshot that a start finds, and not that of one which was installed
     * ({@code SnapshotExecutorImpl.InstallSnapshotDone}, 1.4.1): what has a reader is kept, whatever newer snapshots there are.
     */
    private boolean installed(SnapshotReader reader, long index, boolean refuseClear) throws IOException {
        importKeys(reader, index, stage -> Stall.await(hosted.group(), stage));
        boolean loaded = load(reader, refuseClear);
        if (loaded) {
            close(reader);
        }
        return loaded;
    }

    private void close(SnapshotReader reader) {
        try {
            reader.close();
        } catch (IOException | IllegalStateException e) {
            // The second is what the reader says if the vendor has closed it.
            LOG.log(Level.WARNING, "group " + hosted.id() + ": the installed snapshot stays until the next start", e);
        }
    }

    private void importKeys(SnapshotReader reader, long index, Consumer<CompletionStage<Void>> wait) {
        Optional<SnapshotKeyState> keys = keys(reader, index);
        if (keys.isPresent()) {
            take(keys.get(), wait);
        } else if (hosted.runtime().status().keys().bootstrapped()) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.INTEGRITY,
                    "the installed snapshot carries no key state, though the cluster has keys: find out which member"
                            + " sent it, and host its state machine in QuorumSeal");
        }
    }

    private static Optional<SnapshotKeyState> keys(SnapshotReader reader, long index) {
        return SnapshotFiles.keys(Path.of(reader.getPath())).stream()
                .filter(found -> found.index() == index)
                .findFirst();
    }

    private void take(SnapshotKeyState keys, Consumer<CompletionStage<Void>> wait) {
        wait.accept(hosted.seal().importState(keys.state(), keys.index()));
        hosted.group().known(keys.index());
    }

    /** To give an entry back is an error to JRaft, also where the node shuts down. */
    @Override
    public void onError(RaftException error) {
        if (hosted.hasLeft()) {
            return;
        }
        if (!hosted.isDead()) {
            hosted.halt(String.valueOf(error.getStatus()));
        }
        vendor.onError(error);
    }

    @Override
    public void onConfigurationCommitted(Configuration configuration) {
        vendor.onConfigurationCommitted(configuration);
    }

    @Override
    public void onShutdown() {
        hosted.ended();
        try {
            vendor.onShutdown();
        } finally {
            hosted.desk().ended();
        }
    }

    @Override
    public String toString() {
        return "SealedStateMachine[" + vendor + "]";
    }
}
