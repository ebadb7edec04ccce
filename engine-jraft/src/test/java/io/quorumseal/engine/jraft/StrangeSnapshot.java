package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.google.protobuf.Message;
import java.util.Set;

/** A snapshot that some other member made, without key state. */
final class StrangeSnapshot extends SnapshotReader {
    private final String path;
    private final long index;

    StrangeSnapshot(String path, long index) {
        this.path = path;
        this.index = index;
    }

    @Override
    public SnapshotMeta load() {
        return SnapshotMeta.newBuilder()
                .setLastIncludedIndex(index)
                .setLastIncludedTerm(1)
                .build();
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    public String generateURIForCopy() {
        throw new IllegalStateException("nobody copies it");
    }

    @Override
    public Set<String> listFiles() {
        return Set.of();
    }

    @Override
    public Message getFileMeta(String name) {
        throw new IllegalStateException("it has no files");
    }

    @Override
    public boolean init(Void nothing) {
        return true;
    }

    @Override
    public void shutdown() {
        // it holds nothing
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
