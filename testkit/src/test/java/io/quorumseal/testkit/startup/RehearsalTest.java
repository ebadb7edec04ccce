package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.core.QuorumSeal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start without keys goes through a bootstrap in memory, of which nothing is left. */
class RehearsalTest {
    @TempDir
    Path parent;

    @Test
    void firstStart_leavesNeitherKeysNorRecords() {
        Life life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        TestEngine engine = life.engine();
        try (QuorumSeal runtime = life.leading(engine)) {
            assertFalse(runtime.status().keys().bootstrapped());
            assertFalse(Files.exists(life.directory().resolve("encryption").resolve("audit.jsonl")));
            assertFalse(new String(life.bytes().orElseThrow(), StandardCharsets.UTF_8).contains("wrapped"));
            runtime.admin().bootstrap();
            assertEquals(2, runtime.status().keys().keys().size());
        }
    }
}
