package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.log.RocksDBSegmentLogStorage;

/**
 * Has JRaft keep payloads in segment files, and only where they are in RocksDB: a segment that is cut off is deleted at once.
 * RocksDB itself would keep on disk what was cut off until it compacts.
 */
final class SegmentLogs extends DefaultJRaftServiceFactory {
    private static final int SEGMENT_SIZE = 1 << 20;

    /** An entry has to fit into a segment, with what JRaft writes beside it. */
    static final int LARGEST_ENTRY = SEGMENT_SIZE / 2;

    @Override
    public LogStorage createLogStorage(String folder, RaftOptions options) {
        return RocksDBSegmentLogStorage.builder(folder, options)
                .setValueSizeThreshold(0)
                .setMaxSegmentFileSize(SEGMENT_SIZE)
                .build();
    }
}
