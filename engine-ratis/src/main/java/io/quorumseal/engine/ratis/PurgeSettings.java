package io.quorumseal.engine.ratis;

import static org.apache.ratis.server.RaftServerConfigKeys.Log.PURGE_GAP_KEY;
import static org.apache.ratis.server.RaftServerConfigKeys.Log.PURGE_PRESERVATION_LOG_NUM_KEY;
import static org.apache.ratis.server.RaftServerConfigKeys.Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY;
import static org.apache.ratis.server.RaftServerConfigKeys.Snapshot.RETENTION_FILE_NUM_KEY;

import io.quorumseal.api.spi.Engine.Hindrance;
import io.quorumseal.api.spi.Engine.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;

/** Ratis's properties that keep old entries and snapshots on disk, as its defaults do. */
final class PurgeSettings {
    private final int gap;
    private final long preserved;
    private final boolean uptoSnapshot;
    private final int snapshots;

    PurgeSettings(RaftProperties properties) {
        this.gap = RaftServerConfigKeys.Log.purgeGap(properties);
        this.preserved = RaftServerConfigKeys.Log.purgePreservationLogNum(properties);
        this.uptoSnapshot = RaftServerConfigKeys.Log.purgeUptoSnapshotIndex(properties);
        this.snapshots = RaftServerConfigKeys.Snapshot.retentionFileNum(properties);
    }

    /**
     * Tells what keeps something.
     *
     * @param entries how many entries the log holds; empty if the group does not run
     */
    List<Hindrance> hindrances(Optional<Long> entries) {
        List<Hindrance> all = new ArrayList<>();
        if (gap > 1) {
            all.add(kept(
                    entries, gap - 1L, PURGE_GAP_KEY + "=" + gap + " (fewer old entries than that stay; set it to 1)"));
        }
        if (preserved > 0) {
            all.add(kept(
                    entries,
                    preserved,
                    PURGE_PRESERVATION_LOG_NUM_KEY + "=" + preserved + " (so many entries stay; set it to 0)"));
        }
        if (!uptoSnapshot) {
            all.add(new Hindrance(
                    Kept.ENTRIES,
                    false,
                    PURGE_UPTO_SNAPSHOT_INDEX_KEY
                            + "=false (entries that any member lacks stay, also of one that is away; set it to true)"));
        }
        if (snapshots <= 0) {
            all.add(new Hindrance(
                    Kept.SNAPSHOTS,
                    true,
                    RETENTION_FILE_NUM_KEY + "=" + snapshots + " (all snapshots stay; set it to 1)"));
        }
        return all;
    }

    private static Hindrance kept(Optional<Long> entries, long atMost, String text) {
        return new Hindrance(
                Kept.ENTRIES, entries.filter(held -> held <= atMost).isPresent(), text);
    }
}
