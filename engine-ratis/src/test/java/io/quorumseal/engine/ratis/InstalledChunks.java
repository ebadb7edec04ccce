package io.quorumseal.engine.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.util.CodeInjectionForTesting;

/** Sees the chunks of snapshots that come to the followers. */
final class InstalledChunks implements AutoCloseable {
    private static final String POINT = "RaftServerImpl.installSnapshot";

    private final Set<String> seen = new ConcurrentSkipListSet<>();

    InstalledChunks() {
        CodeInjectionForTesting.put(POINT, (local, remote, args) -> {
            ((InstallSnapshotRequestProto) args[0])
                    .getSnapshotChunk().getFileChunksList().stream()
                            .map(InstalledChunks::name)
                            .forEach(seen::add);
            return true;
        });
    }

    private static String name(FileChunkProto chunk) {
        return chunk.getFilename() + " " + chunk.getOffset();
    }

    /** Counts the different chunks of the files whose name contains the text. */
    long of(String text) {
        return seen.stream().filter(chunk -> chunk.contains(text)).count();
    }

    @Override
    public void close() {
        CodeInjectionForTesting.remove(POINT);
    }
}
