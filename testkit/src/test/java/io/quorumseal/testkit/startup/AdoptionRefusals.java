package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sidecars as the reference implementation writes them: without MAC, node and opening number. */
abstract class AdoptionRefusals {
    private static final long SNAPSHOT = 184_300;
    private static final long APPLIED = 184_273;

    private static final long STORAGE = 1_854_234_558L;
    private static final long RAFT = 4_151_381_218L;

    @TempDir
    Path parent;

    Life life;

    static String withoutMac(String text) {
        return text.replaceFirst("\"mac\": \\{[^}]*\\},\\s*", "");
    }

    @BeforeEach
    void referenceLived() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        life.write(referenceFile(184_201).getBytes(StandardCharsets.UTF_8));
    }

    private String referenceFile(long cutover) {
        return """
                {
                  "active": {
                    "raft": %d,
                    "storage": %d
                  },
                  "keys": {
                    "%d": {
                      "created": "2026-04-29T10:00:00Z",
                      "local_epoch": 7,
                      "purpose": "storage",
                      "wrapped": "%s"
                    },
                    "%d": {
                      "created": "2026-04-29T10:00:00Z",
                      "local_epoch": 9,
                      "purpose": "raft",
                      "wrapped": "%s"
                    }
                  },
                  "raft_applied_index": 184273,
                  "raft_envelope_cutover_index": %d,
                  "storage_envelope_active": true,
                  "storage_envelope_cutover_index": 184200,
                  "version": 2
                }""".formatted(
                RAFT, STORAGE, STORAGE, wrapped(Purpose.STORAGE, STORAGE), RAFT, wrapped(Purpose.RAFT, RAFT), cutover);
    }

    private String wrapped(Purpose purpose, long id) {
        WrapContext context = new WrapContext(Life.CLUSTER, purpose, new DekId((int) id));
        try (SecretBytes dek = SecretBytes.random(32, new SecureRandom())) {
            return Base64.getEncoder().encodeToString(life.kek().wrap(dek, context, Duration.ZERO));
        }
    }

    @Test
    void open_referenceSidecar_isRefusedUnlessAdopted() {
        Refusals.refused(
                life,
                Refusal.SIDECAR_NOT_ADOPTED,
                new Says("has keys and no MAC", "could so turn sealing off", "open once with adoptSidecar()"),
                () -> life.alone(life.engine()).open());
    }

    @Test
    void open_adopted_hasKeysAndCutoversAndAMacFromThenOn() {
        try (QuorumSeal seal = life.alone(life.engine()).adoptSidecar().open()) {
            assertEquals(184_201, seal.group("control").cutover().orElseThrow());
            assertEquals(2, seal.status().keys().keys().size());
        }
        assertTrue(life.text().contains("\"mac\""), life.text());
        life.alone(life.engine()).open().close();
    }

    /** The reference counted its epochs for each DEK, and its nonces are made as ours are. */
    @Test
    void open_adopted_opensBehindEveryEpochOfTheFile() {
        try (QuorumSeal seal = life.alone(life.engine()).adoptSidecar().open()) {
            assertEquals(10, seal.status().opening().value());
        }
    }

    @Test
    void open_adoptingWouldLoseACutover_isRefused() {
        byte[] state = snapshotState();
        life.edit(text -> text.replaceFirst("(raft_envelope_cutover_index\": )\\d+", "$10"));
        Refusals.refused(
                life,
                Refusal.SIDECAR_NOT_ADOPTED,
                new Says(
                        "the snapshot has the raft cutover of group control",
                        "taken for cleartext",
                        "bring back this node's own file"),
                () -> life.alone(life.engine().recovering(behindCutover(state)))
                        .adoptSidecar()
                        .open());
    }

    @Test
    void open_adoptingWithTheSnapshotThatAgrees_goesOn() {
        life.alone(life.engine().recovering(behindCutover(snapshotState())))
                .adoptSidecar()
                .open()
                .close();
    }

    private byte[] snapshotState() {
        Recovered log = new Recovered(Life.CONTROL, Life.LOG, APPLIED, APPLIED, Optional.empty(), List.of());
        try (QuorumSeal seal = life.copy("twin")
                .alone(life.engine().recovering(log))
                .adoptSidecar()
                .open()) {
            return seal.group("control").exportState(SNAPSHOT);
        }
    }

    private static Recovered behindCutover(byte[] state) {
        return Life.snapshot(SNAPSHOT, state);
    }
}
