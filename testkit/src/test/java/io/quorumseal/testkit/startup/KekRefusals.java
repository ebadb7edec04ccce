package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

abstract class KekRefusals {
    @TempDir
    Path parent;

    private Life lived(TestKek kek) {
        Life life = Life.in(parent, "n1", kek);
        life.livedThroughCutover();
        return life;
    }

    private static String refused(Life life, TestKek kek, Refusal refusal, Says says) {
        return Refusals.refused(
                life, refusal, says, () -> life.alone(life.engine()).kek(kek).open());
    }

    @Test
    void open_anotherKekWithFingerprint_saysWrongKey() {
        Life life = lived(TestKek.withFingerprint("mine"));
        refused(
                life,
                TestKek.withFingerprint("other"),
                Refusal.WRONG_KEK,
                new Says("wrong key: ", "nothing can be read", "name the KEK that was used before"));
    }

    @Test
    void open_anotherKekWithoutFingerprint_doesNotSayWrongKey() {
        Life life = lived(TestKek.withoutFingerprint("mine"));
        String message = refused(
                life,
                TestKek.withoutFingerprint("other"),
                Refusal.KEYS_DO_NOT_UNWRAP,
                new Says("does not unwrap the node's keys (CORRUPT)", "could not be read", "name the right KEK"));
        assertFalse(message.contains("wrong key"), message);
    }

    @Test
    void open_wrappedKeyDamaged_isRefused() {
        Life life = lived(TestKek.withFingerprint("mine"));
        life.edit(text -> text.replaceFirst("(\"wrapped\": \"....)(.)", "$1_").replace('_', other(text)));
        refused(
                life,
                life.kek(),
                Refusal.KEYS_DO_NOT_UNWRAP,
                new Says("does not unwrap the node's keys (CORRUPT)", "could not be read", "name the right KEK"));
    }

    /** Another digit than the one that stands there. */
    private static char other(String text) {
        char there = text.charAt(text.indexOf("\"wrapped\": \"") + "\"wrapped\": \"".length() + 4);
        return there == 'A' ? 'B' : 'A';
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, KEK_UNREACHABLE", "THROTTLED, KEK_THROTTLED"})
    void open_kekDoesNotAnswer_saysThatTheKeysAreNotAtFault(Kind kind, Refusal refusal) {
        Life life = lived(TestKek.withFingerprint("mine"));
        life.kek().failWith(kind);
        refused(
                life,
                life.kek(),
                refusal,
                new Says("does not answer (" + kind + ")", "Nothing is lost", "start again when it answers"));
    }

    @ParameterizedTest
    @CsvSource({
        "DENIED, KEK_DENIED",
        "KEY_NOT_FOUND, KEK_NOT_FOUND",
        "KEY_DISABLED, KEK_DISABLED",
        "WRONG_KEY, WRONG_KEK",
        "UNSUPPORTED, KEK_UNSUPPORTED",
        "MISCONFIGURED, CONFIGURATION"
    })
    void open_kekSaysNo_isNotTakenForAnOutage(Kind kind, Refusal refusal) {
        Life life = lived(TestKek.withoutFingerprint("mine"));
        life.kek().failWith(kind);
        String said = refused(
                life,
                life.kek(),
                refusal,
                new Says("does not unwrap the node's keys (" + kind + ")", "Nothing is lost", "keep the node"));
        assertFalse(said.contains("damaged"), said);
    }
}
