package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What a machine takes for JRaft's writer: what it writes stays in the workspace, and what it lists, in memory. */
final class WorkspaceWriter extends SnapshotWriter {
    private final SnapshotWriter real;
    private final Path place;
    private final Map<String, LocalFileMeta> listed = new ConcurrentSkipListMap<>();

    WorkspaceWriter(SnapshotWriter real, Path place) {
        this.real = real;
        this.place = place;
    }

    Path place() {
        return place;
    }

    /** The files with what the machine says of them. */
    Map<String, LocalFileMeta> listed() {
        return listed;
    }

    @Override
    public String getPath() {
        return place.toString();
    }

    @Override
    public SnapshotMeta getCurrentMeta() {
        return real.getCurrentMeta();
    }

    @Override
    public boolean addFile(String name, @Nullable Message said) {
        LocalFileMeta.Builder meta = LocalFileMeta.newBuilder();
        if (said != null) {
            meta.mergeFrom(said);
        }
        return listed.putIfAbsent(name, meta.build()) == null;
    }

    @Override
    public boolean removeFile(String name) {
        return listed.remove(name) != null;
    }

    @Override
    public Set<String> listFiles() {
        return Collections.unmodifiableSet(listed.keySet());
    }

    @Override
    public @Nullable Message getFileMeta(String name) {
        return listed.get(name);
    }

    @Override
    public boolean saveMeta(SnapshotMeta meta) {
        return real.saveMeta(meta);
    }

    @Override
    public boolean init(Void nothing) {
        return true;
    }

    @Override
    public void shutdown() {
        real.shutdown();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }

    @Override
    public void close(boolean keepDataOnError) throws IOException {
        real.close(keepDataOnError);
    }
}
