package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TinkCipherTest {
    private static final byte[] AAD = ascii("bound to");
    private static final byte[] TEXT = ascii("plaintext of some length");
    private static final int TAG = 16;
    private static final int NONCE = 12;

    private final SecretBytes key = SecretBytes.random(32, new SecureRandom());

    private final AeadProvider provider = new AesGcmProvider();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] nonce() {
        return new byte[NONCE];
    }

    @Test
    void open_whatWasSealed_isThePlaintext() {
        for (int size : new int[] {0, 1, 15, 16, 17, 4096, 1_000_000}) {
            byte[] nonce = nonce();
            byte[] plaintext = new byte[size];
            Arrays.fill(plaintext, (byte) size);
            byte[] sealed = seal(provider, nonce, plaintext);
            assertEquals(size + TAG, sealed.length);
            assertArrayEquals(plaintext, open(provider, nonce, AAD, sealed));
        }
    }

    @Test
    void seal_aThousandTimes_neverRepeatsANonceAndIgnoresTheGivenOne() {
        assertTrue(provider.choosesNonces());
        byte[] nonce = nonce();
        Set<ByteBuffer> seen = new HashSet<>();
        try (Sealer sealer = provider.sealer(key)) {
            for (int i = 0; i < 1000; i++) {
                Arrays.fill(nonce, (byte) 0);
                sealer.seal(nonce, wrap(AAD), wrap(TEXT), ByteBuffer.allocate(100));
                assertTrue(seen.add(ByteBuffer.wrap(nonce.clone())));
            }
        }
        assertFalse(seen.contains(ByteBuffer.wrap(nonce())));
    }

    @Test
    void open_anythingChanged_isNotAuthentic() {
        byte[] nonce = nonce();
        byte[] sealed = seal(provider, nonce, TEXT);
        for (int at = 0; at < nonce.length; at++) {
            assertNotAuthentic(provider, flipped(nonce, at), AAD, sealed);
        }
        for (int at = 0; at < AAD.length; at++) {
            assertNotAuthentic(provider, nonce, flipped(AAD, at), sealed);
        }
        for (int at = 0; at < sealed.length; at++) {
            assertNotAuthentic(provider, nonce, AAD, flipped(sealed, at));
            assertNotAuthentic(provider, nonce, AAD, Arrays.copyOf(sealed, at));
        }
        assertNotAuthentic(provider, nonce, AAD, Arrays.copyOf(sealed, sealed.length + 1));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    private void assertNotAuthentic(AeadProvider provider, byte[] nonce, byte[] aad, byte[] sealed) {
        assertThrows(AuthenticationFailedException.class, () -> open(provider, nonce, aad, sealed));
    }

    @Test
    void open_anotherKey_isNotAuthentic() {
        byte[] nonce = nonce();
        byte[] sealed = seal(provider, nonce, TEXT);
        try (SecretBytes other = SecretBytes.random(32, new SecureRandom());
                Opener opener = provider.opener(other)) {
            assertThrows(
                    AuthenticationFailedException.class,
                    () -> opener.open(nonce, wrap(AAD), wrap(sealed), ByteBuffer.allocate(100)));
        }
    }

    @Test
    void sealAndOpen_directReadOnlyAndShiftedBuffers_work() {
        byte[] nonce = nonce();
        ByteBuffer out = ByteBuffer.allocateDirect(100).position(7);
        ByteBuffer plaintext = wrap(TEXT).asReadOnlyBuffer();
        ByteBuffer aad = ByteBuffer.allocateDirect(AAD.length).put(AAD).flip();
        try (Sealer sealer = provider.sealer(key);
                Opener opener = provider.opener(key)) {
            assertEquals(TEXT.length + TAG, sealer.seal(nonce, aad, plaintext, out));
            assertEquals(7 + TEXT.length + TAG, out.position());
            assertFalse(aad.hasRemaining() || plaintext.hasRemaining());
            ByteBuffer opened = ByteBuffer.allocateDirect(100).position(3);
            ByteBuffer sealed = out.flip().position(7).asReadOnlyBuffer();
            assertEquals(TEXT.length, opener.open(nonce, aad.flip(), sealed, opened));
            assertEquals(wrap(TEXT), opened.flip().position(3));
            assertFalse(sealed.hasRemaining());
        }
    }

    @Test
    void sealAndOpen_inPlace_work() {
        byte[] nonce = nonce();
        byte[] memory = Arrays.copyOf(TEXT, TEXT.length + TAG);
        try (Sealer sealer = provider.sealer(key);
                Opener opener = provider.opener(key)) {
            sealer.seal(nonce, wrap(AAD), ByteBuffer.wrap(memory, 0, TEXT.length), wrap(memory));
            opener.open(nonce, wrap(AAD), wrap(memory), wrap(memory));
        }
        assertArrayEquals(TEXT, Arrays.copyOf(memory, TEXT.length));
    }

    @Test
    void sealAndOpen_tooLittleRoom_overflowBeforeAnythingIsWritten() {
        byte[] nonce = nonce();
        byte[] sealed = seal(provider, nonce, TEXT);
        ByteBuffer small = ByteBuffer.allocate(TEXT.length + TAG - 1);
        ByteBuffer smaller = ByteBuffer.allocate(TEXT.length - 1);
        try (Sealer sealer = provider.sealer(key);
                Opener opener = provider.opener(key)) {
            assertThrows(BufferOverflowException.class, () -> sealer.seal(nonce, wrap(AAD), wrap(TEXT), small));
            assertThrows(BufferOverflowException.class, () -> opener.open(nonce, wrap(AAD), wrap(sealed), smaller));
        }
        assertEquals(0, small.position() + smaller.position());
    }

    @Test
    void sealAndOpen_keyDestroyedMeanwhile_workUntilClosed() {
        byte[] nonce = nonce();
        Sealer sealer = provider.sealer(key);
        Opener opener = provider.opener(key);
        key.close();
        ByteBuffer out = ByteBuffer.allocate(100);
        sealer.seal(nonce, wrap(AAD), wrap(TEXT), out);
        assertEquals(TEXT.length, opener.open(nonce, wrap(AAD), out.flip(), ByteBuffer.allocate(100)));
        sealer.close();
        opener.close();
        assertClosed(() -> sealer.seal(nonce, wrap(AAD), wrap(TEXT), ByteBuffer.allocate(100)));
        assertClosed(() -> opener.open(nonce, wrap(AAD), wrap(new byte[40]), ByteBuffer.allocate(100)));
        assertClosed(() -> provider.sealer(key));
        assertClosed(() -> provider.opener(key));
    }

    private static void assertClosed(org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, call).reason());
    }

    @Test
    void jdkAndTink_eachOpensWhatTheOtherSealed() {
        AeadProvider tink = new AesGcmProvider();
        AeadProvider jdk = new JdkAeadProvider();
        byte[] nonce = HexFormat.of().parseHex("000102030405060708090a0b");
        assertArrayEquals(TEXT, open(tink, nonce, AAD, seal(jdk, nonce, TEXT)));
        byte[] sealed = seal(tink, nonce, TEXT);
        assertArrayEquals(TEXT, open(jdk, nonce, AAD, sealed));
    }

    private byte[] seal(AeadProvider provider, byte[] nonce, byte[] plaintext) {
        ByteBuffer out = ByteBuffer.allocate(plaintext.length + TAG);
        try (Sealer sealer = provider.sealer(key)) {
            sealer.seal(nonce, wrap(AAD), wrap(plaintext), out);
        }
        return out.array();
    }

    private byte[] open(AeadProvider provider, byte[] nonce, byte[] aad, byte[] sealed) {
        ByteBuffer out = ByteBuffer.allocate(Math.max(sealed.length - TAG, 0));
        try (Opener opener = provider.opener(key)) {
            assertEquals(out.capacity(), opener.open(nonce, wrap(aad), wrap(sealed), out));
        }
        return out.array();
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }
}
