package io.quorumseal.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JdkAeadProviderTest {
    private static final HexFormat HEX = HexFormat.of();

    private final JdkAeadProvider provider = new JdkAeadProvider();

    /** Test case 16 of the GCM specification that NIST SP 800-38D follows. */
    @Test
    void sealAndOpen_publishedTestCase_givesItsBytes() {
        byte[] plaintext = HEX.parseHex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] sealed = HEX.parseHex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");
        byte[] aad = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] nonce = HEX.parseHex("cafebabefacedbaddecaf888");
        String key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
        try (Sealer sealer = provider.sealer(SecretBytes.take(HEX.parseHex(key)));
                Opener opener = provider.opener(SecretBytes.take(HEX.parseHex(key)))) {
            ByteBuffer out = ByteBuffer.allocate(sealed.length);
            assertEquals(sealed.length, sealer.seal(nonce, wrap(aad), wrap(plaintext), out));
            assertArrayEquals(sealed, out.array());
            ByteBuffer back = ByteBuffer.allocate(plaintext.length);
            assertEquals(plaintext.length, opener.open(nonce, wrap(aad), wrap(sealed), back));
            assertArrayEquals(plaintext, back.array());
        }
    }

    @Test
    void open_otherNonceAadOrBytes_failsAndThenStillOpens() {
        try (Sealer sealer = provider.sealer(key());
                Opener opener = provider.opener(key())) {
            byte[] sealed = sealed(sealer, nonce(1), "aad");
            assertFails(opener, nonce(2), "aad", sealed);
            assertFails(opener, nonce(1), "other", sealed);
            byte[] bad = sealed.clone();
            bad[0] ^= 1;
            assertFails(opener, nonce(1), "aad", bad);
            assertFails(opener, nonce(1), "aad", Arrays.copyOf(sealed, 15));
            ByteBuffer out = ByteBuffer.allocate(5);
            assertEquals(5, opener.open(nonce(1), text("aad"), wrap(sealed), out));
        }
    }

    @Test
    void seal_sameNonceTwice_isRejected() {
        try (Sealer sealer = provider.sealer(key())) {
            sealed(sealer, nonce(1), "");
            var e = assertThrows(RejectedException.class, () -> sealed(sealer, nonce(1), ""));
            assertEquals(RejectedException.Reason.BAD_REQUEST, e.reason());
            sealed(sealer, nonce(2), "");
        }
    }

    @Test
    void seal_outTooSmall_overflows() {
        try (Sealer sealer = provider.sealer(key())) {
            ByteBuffer out = ByteBuffer.allocate(20);
            assertThrows(
                    BufferOverflowException.class,
                    () -> sealer.seal(nonce(1), wrap(new byte[0]), wrap(new byte[5]), out));
        }
    }

    @Test
    void seal_closed_isRejected() {
        Sealer sealer = provider.sealer(key());
        sealer.close();
        var e = assertThrows(RejectedException.class, () -> sealed(sealer, nonce(1), ""));
        assertEquals(RejectedException.Reason.CLOSED, e.reason());
    }

    @Test
    void sealer_keyClosedAfterwards_goesOn() {
        SecretBytes key = key();
        try (Sealer sealer = provider.sealer(key)) {
            byte[] before = sealed(sealer, nonce(1), "");
            key.close();
            sealed(sealer, nonce(2), "");
            assertArrayEquals(before, sealed(sealer, nonce(1), ""));
        }
    }

    @Test
    void sealer_keyOfOtherLength_isRejected() {
        assertThrows(RejectedException.class, () -> provider.sealer(SecretBytes.take(new byte[16])));
    }

    private static void assertFails(Opener opener, byte[] nonce, String aad, byte[] sealed) {
        ByteBuffer out = ByteBuffer.allocate(64);
        assertThrows(AuthenticationFailedException.class, () -> opener.open(nonce, text(aad), wrap(sealed), out));
    }

    private static byte[] sealed(Sealer sealer, byte[] nonce, String aad) {
        ByteBuffer out = ByteBuffer.allocate(5 + 16);
        sealer.seal(nonce, text(aad), text("hello"), out);
        return out.array();
    }

    private static SecretBytes key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 3);
        return SecretBytes.take(key);
    }

    private static byte[] nonce(int last) {
        byte[] nonce = new byte[12];
        nonce[11] = (byte) last;
        return nonce;
    }

    private static ByteBuffer text(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes);
    }
}
