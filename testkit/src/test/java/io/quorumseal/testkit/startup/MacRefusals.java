package io.quorumseal.testkit.startup;

import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

abstract class MacRefusals {
    @TempDir
    Path parent;

    Life life;

    @BeforeEach
    void liveTwice() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        life.livedThroughCutover();
        life.alone(life.engine()).open().close();
    }

    /** What somebody may want to change who can write the disk. */
    enum Edit {
        OPENING_LOWERED("\"opening\": 2", "\"opening\": 1"),
        OPENING_RAISED("\"opening\": 2", "\"opening\": 3"),
        STORAGE_TURNED_OFF(
                "\"storage_envelope_active\": true,\\s*\"storage_envelope_cutover_index\": 2",
                "\"storage_envelope_active\": false, \"storage_envelope_cutover_index\": 0"),
        RAFT_TURNED_OFF("\"raft_envelope_cutover_index\": 3", "\"raft_envelope_cutover_index\": 0"),
        CUTOVER_MOVED("\"raft_envelope_cutover_index\": 3", "\"raft_envelope_cutover_index\": 9"),
        APPLIED_RAISED("\"raft_applied_index\": 3", "\"raft_applied_index\": 99"),
        EPOCH_LOWERED("\"local_epoch\": 2", "\"local_epoch\": 1"),
        REGISTERED_RAISED("\"registered\": 3", "\"registered\": 99"),
        WRAP_INDEX_RAISED("(\"wraps\": \\{\\s*\"\\d+\": )1", "$17"),
        LOG_RENAMED("\"log\": \"log-a\"", "\"log\": \"mine\""),
        UNDECIDED_SET("\"undecided\": false", "\"undecided\": true"),
        FINGERPRINT_REMOVED("\"kek_fingerprint\": \"[^\"]*\",\\s*", ""),
        NODE_REMOVED("\"node\": \"n1\",\\s*", ""),
        CLUSTER_REMOVED("\"cluster\": \"[^\"]*\",\\s*", ""),
        UNKNOWN_MEMBER_ADDED("\"version\": 3", "\"vendor\": 1, \"version\": 3"),
        SPACE_ADDED("\"version\": 3", "\"version\":  3"),
        MAC_OF_ZEROS("\"value\": \"[0-9a-f]{64}\"", "\"value\": \"" + "0".repeat(64) + "\""),
        MAC_OF_ANOTHER_KEY("\"dek\": \\d+", "\"dek\": 77"),
        MAC_OF_A_SECRET("\"dek\": \\d+", "\"secret\": \"mine\"");

        private final String pattern;
        private final String replacement;

        Edit(String pattern, String replacement) {
            this.pattern = pattern;
            this.replacement = replacement;
        }

        String in(String text) {
            return text.replaceFirst(pattern, replacement);
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_sidecarChangedWithoutItsKeys_isRefused(Edit edit) {
        life.edit(edit::in);
        refused(life);
    }

    private static void refused(Life changed) {
        Refusals.refused(
                changed,
                Refusal.SIDECAR_MAC,
                new Says("MAC is wrong", "turn sealing off or repeat nonces", "under another name"),
                () -> changed.alone(changed.engine()).adoptSidecar().open());
    }

    /** Under suite 1 it says which nonces were used. */
    @Test
    void open_registrationLoweredWithoutItsKeys_isRefused() {
        Life first = Life.in(parent, "n2", TestKek.withFingerprint("k"));
        TestEngine engine = first.engine();
        try (QuorumSeal seal = first.leadingInSuite1(engine)) {
            Life.cutOver(seal);
        }
        first.edit(text -> text.replaceFirst("\"first\": 1,\\s*\"last\": 1", "\"first\": 0, \"last\": 0"));
        refused(first);
    }

    @Test
    void open_macSpelledWithEscapes_isRefused() {
        life.edit(text -> text.replaceFirst("(\"value\": \")[0-9a-f]", "$1\\\\u0030"));
        Refusals.refused(
                life,
                Refusal.SIDECAR_CORRUPT,
                new Says("its MAC is spelled with escapes", "would repeat nonces", "under another name"),
                () -> life.alone(life.engine()).open());
    }

    @Test
    void open_macTakenAway_isRefused() {
        life.edit(AdoptionRefusals::withoutMac);
        Refusals.refused(
                life,
                Refusal.SIDECAR_NOT_ADOPTED,
                new Says("has keys and no MAC", "could so turn sealing off", "open once with adoptSidecar()"),
                () -> life.alone(life.engine()).open());
    }
}
