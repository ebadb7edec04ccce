package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.ChosenNonce;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.LogSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class Suite2EnvelopeConformanceTest {
    private static final int LONGEST_DAMAGED = 200;
    private static final int OVERHEAD = 46;
    private static final int PLACE = 16;

    @Test
    void sealAndOpen_everyVector_givesTheSameBytes() throws IOException {
        Vectors.check("suite2-envelope", one -> {
            try (ChosenNonce chosen = chosen(one)) {
                assertArrayEquals(one.bytes("envelope"), isLog(one) ? sealLog(chosen, one) : sealValue(chosen, one));
                ByteBuffer out = ByteBuffer.allocate(one.bytes("plaintext").length);
                open(chosen, one, one.bytes("envelope"), out);
                assertArrayEquals(one.bytes("plaintext"), out.array());
                assertEquals(one.dekId("dek_id"), Envelope.dekOf(ByteBuffer.wrap(one.bytes("envelope"))));
            }
        });
    }

    /** A forged key would be remembered here, if one were remembered before its tag proves it. */
    @Test
    void open_everyTruncationAndFlippedBit_failsTypedAndGivesNothing() throws IOException {
        for (Case one : damaged()) {
            try (ChosenNonce chosen = chosen(one)) {
                byte[] good = one.bytes("envelope");
                for (int length = 0; length < good.length; length++) {
                    checkRefused(chosen, one, good, Arrays.copyOf(good, length));
                }
                for (int bit = 0; bit < 8 * good.length; bit++) {
                    byte[] bad = good.clone();
                    bad[bit / 8] ^= (byte) (1 << (bit % 8));
                    checkRefused(chosen, one, good, bad);
                }
                open(chosen, one, good, ByteBuffer.allocate(good.length));
            }
        }
    }

    @Test
    void open_elsewhereThanSealedFor_isNotAuthentic() throws IOException {
        for (Case one : damaged()) {
            try (ChosenNonce chosen = chosen(one)) {
                for (Binding other : elsewhere(one)) {
                    assertThrows(AuthenticationFailedException.class, () -> openUnder(chosen, one, other));
                }
            }
        }
    }

    @Test
    void openLogged_atAnotherPlace_isNotAuthentic() throws IOException {
        for (Case one : Vectors.cases("suite2-envelope")) {
            if (isLog(one)) {
                try (ChosenNonce chosen = chosen(one)) {
                    boolean indexBound = one.has("index");
                    assertRefusedAt(chosen, one, one.u64("term") + 1, index(one));
                    if (indexBound) {
                        assertRefusedAt(chosen, one, one.u64("term"), index(one) - 1);
                    }
                }
            }
        }
    }

    private static List<Binding> elsewhere(Case one) {
        return isLog(one)
                ? List.of(
                        Binding.log(new GroupId(one.text("group")), "another log"),
                        Binding.log(new GroupId("elsewhere"), one.text("log_identity")),
                        Binding.values(""))
                : List.of(Binding.values(one.text("scope") + "x"), Binding.values("elsewhere"));
    }

    private static List<Case> damaged() throws IOException {
        return Vectors.cases("suite2-envelope").stream()
                .filter(one -> one.bytes("envelope").length <= LONGEST_DAMAGED)
                .toList();
    }

    private static void checkRefused(ChosenNonce chosen, Case one, byte[] good, byte[] bad) {
        ByteBuffer out = ByteBuffer.allocate(good.length);
        RuntimeException e = assertThrows(RuntimeException.class, () -> open(chosen, one, bad, out));
        assertEquals(expected(one, good, bad), e.getClass());
        assertEquals(0, out.position());
        assertArrayEquals(new byte[good.length], out.array());
    }

    private static Class<?> expected(Case one, byte[] good, byte[] bad) {
        int place = Arrays.mismatch(good, bad);
        if (bad.length < OVERHEAD + (isLog(one) ? PLACE : 0) || place == 0) {
            return MalformedException.class;
        }
        boolean idDiffers = place >= 2 && place < 6 && bad.length == good.length;
        return idDiffers ? UnknownDekException.class : AuthenticationFailedException.class;
    }

    private static boolean isLog(Case one) {
        return one.text("kind").equals("log");
    }

    private static ChosenNonce chosen(Case one) {
        Binds binds = !isLog(one) ? Binds.NOTHING : one.has("index") ? Binds.TERM_AND_INDEX : Binds.TERM;
        Attributes attributes = new Attributes(one.text("cluster"), isLog(one) ? Purpose.RAFT : Purpose.STORAGE, binds);
        return new ChosenNonce(
                new JdkAeadProvider(), one.dekId("dek_id"), attributes, one.secret("dek"), one.bytes("nonce"));
    }

    private static Binding binding(Case one) {
        return isLog(one)
                ? Binding.log(new GroupId(one.text("group")), one.text("log_identity"))
                : Binding.values(one.text("scope"));
    }

    /** Where only the term is bound, the index may be any. */
    private static long index(Case one) {
        return one.has("index") ? one.u64("index") : 77;
    }

    private static byte[] sealValue(ChosenNonce chosen, Case one) {
        ByteBuffer plaintext = ByteBuffer.wrap(one.bytes("plaintext"));
        ByteBuffer out = ByteBuffer.allocate(chosen.dek().sealedSize(plaintext.remaining()));
        Envelope.seal(chosen.dek(), binding(one), ByteBuffer.wrap(one.bytes("storage_key")), plaintext, out);
        assertEquals(plaintext.remaining() + OVERHEAD, out.position());
        return out.array();
    }

    private static byte[] sealLog(ChosenNonce chosen, Case one) {
        ByteBuffer plaintext = ByteBuffer.wrap(one.bytes("plaintext"));
        ByteBuffer out = ByteBuffer.allocate(chosen.dek().sealedSize(plaintext.remaining()));
        try (LogSeal seal = chosen.dek().reserve(binding(one))) {
            seal.seal(plaintext, out);
            assertEquals(plaintext.remaining() + OVERHEAD + PLACE, out.position());
            seal.place(1, 1, out.flip());
            seal.place(one.u64("term"), index(one), out);
        }
        return out.array();
    }

    private static void open(ChosenNonce chosen, Case one, byte[] sealed, ByteBuffer out) {
        ByteBuffer envelope = ByteBuffer.wrap(sealed);
        if (isLog(one)) {
            int unused =
                    Envelope.openLogged(chosen.keyring(), binding(one), one.u64("term"), index(one), envelope, out);
        } else {
            ByteBuffer key = ByteBuffer.wrap(one.bytes("storage_key"));
            int unused = Envelope.open(chosen.keyring(), binding(one), key, envelope, out);
        }
    }

    private static int openUnder(ChosenNonce chosen, Case one, Binding other) {
        ByteBuffer envelope = ByteBuffer.wrap(one.bytes("envelope"));
        ByteBuffer out = ByteBuffer.allocate(envelope.remaining());
        return other.purpose() == Purpose.RAFT
                ? Envelope.openAnywhere(chosen.keyring(), other, envelope, out)
                : Envelope.open(chosen.keyring(), other, Envelope.NO_KEY, envelope, out);
    }

    private static void assertRefusedAt(ChosenNonce chosen, Case one, long term, long index) {
        ByteBuffer envelope = ByteBuffer.wrap(one.bytes("envelope"));
        ByteBuffer out = ByteBuffer.allocate(envelope.remaining());
        assertThrows(
                AuthenticationFailedException.class,
                () -> Envelope.openLogged(chosen.keyring(), binding(one), term, index, envelope, out));
        assertEquals(0, out.position());
        assertArrayEquals(new byte[envelope.remaining()], out.array());
    }
}
