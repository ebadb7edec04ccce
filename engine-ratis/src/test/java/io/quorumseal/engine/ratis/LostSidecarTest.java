package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostSidecarTest {
    /** Nobody answers, so only the log itself can tell that nonces were used under this name. */
    @Test
    void start_logHoldsKeyEntriesAndSidecarIsGone_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            cluster.startSealing();
            cluster.stop();
            TestNode node = cluster.nodes.get(0);
            Files.delete(node.directory.resolve("encryption").resolve("keys.json"));
            StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::start);
            assertEquals(Refusal.SIDECAR_MISSING, refused.refusal());
        }
    }
}
