package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.LocalFileMetaOutter.LocalFileMeta;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a machine takes for JRaft's reader: its own files alone, opened. */
final class WorkspaceReader extends SnapshotReader {
    private final SnapshotReader real;
    private final Path place;
    private final Map<String, LocalFileMeta> listed;

    /**
     * Makes a reader.
     *
     * @param listed the files with what the machine said of them
     */
    WorkspaceReader(SnapshotReader real, Path place, Map<String, LocalFileMeta> listed) {
        this.real = real;
        this.place = place;
        this.listed = listed;
    }

    @Override
    public String getPath() {
        return place.toString();
    }

    @Override
    public SnapshotMeta load() {
        return real.load();
    }

    @Override
    public Set<String> listFiles() {
        return Collections.unmodifiableSet(listed.keySet());
    }

    @Override
    public @Nullable Message getFileMeta(String name) {
        return listed.get(name);
    }

    /** Of the snapshot as JRaft has it. */
    @Override
    public String generateURIForCopy() {
        return real.generateURIForCopy();
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
}
