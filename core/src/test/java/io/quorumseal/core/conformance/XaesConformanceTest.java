package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Xaes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("conformance")
class XaesConformanceTest {
    private static final int TAG_SIZE = 16;
    private static final AeadProvider AES = new JdkAeadProvider();

    @Test
    void sealAndOpen_everyVector_givesTheSameBytes() throws IOException {
        Vectors.check("xaes", XaesConformanceTest::check);
    }

    @Test
    void accumulated_10000Messages_haveTheHash() throws IOException {
        assertEquals(accumulated("10000"), hash(10_000));
    }

    /** Takes minutes. */
    @Test
    @EnabledIfSystemProperty(named = "quorumseal.xaes.million", matches = "true")
    void accumulated_1000000Messages_haveTheHash() throws IOException {
        assertEquals(accumulated("1000000"), hash(1_000_000));
    }

    private static void check(Case one) {
        byte[] nonce = one.bytes("nonce");
        try (SecretBytes key = one.secret("key");
                SecretBytes derived = Xaes.derive(key, salt(nonce))) {
            assertArrayEquals(one.bytes("derived_key"), derived.<byte[]>readSecret(byte[]::clone));
        }
        byte[] sealed = one.bytes("ciphertext");
        assertArrayEquals(sealed, seal(one.bytes("key"), nonce, one.bytes("plaintext"), one.bytes("aad")));
        assertArrayEquals(one.bytes("plaintext"), open(one.bytes("key"), nonce, sealed, one.bytes("aad")));
    }

    private static String accumulated(String count) throws IOException {
        return Vectors.about("xaes").child("accumulated").text(count);
    }

    private static String hash(int messages) {
        Shake128 source = new Shake128();
        Shake128 hash = new Shake128();
        for (int i = 0; i < messages; i++) {
            byte[] key = source.give(32);
            byte[] nonce = source.give(24);
            byte[] plaintext = source.give(source.give(1)[0] & 0xFF);
            byte[] aad = source.give(source.give(1)[0] & 0xFF);
            byte[] sealed = seal(key.clone(), nonce, plaintext, aad);
            assertArrayEquals(plaintext, open(key, nonce, sealed, aad));
            hash.take(sealed);
        }
        return HexFormat.of().formatHex(hash.give(32));
    }

    private static byte[] seal(byte[] key, byte[] nonce, byte[] plaintext, byte[] aad) {
        ByteBuffer out = ByteBuffer.allocate(plaintext.length + TAG_SIZE);
        try (SecretBytes derived = derived(key, nonce);
                AeadProvider.Sealer sealer = AES.sealer(derived)) {
            int unused = sealer.seal(rest(nonce), ByteBuffer.wrap(aad), ByteBuffer.wrap(plaintext), out);
        }
        return out.array();
    }

    private static byte[] open(byte[] key, byte[] nonce, byte[] sealed, byte[] aad) {
        ByteBuffer out = ByteBuffer.allocate(sealed.length - TAG_SIZE);
        try (SecretBytes derived = derived(key, nonce);
                AeadProvider.Opener opener = AES.opener(derived)) {
            int unused = opener.open(rest(nonce), ByteBuffer.wrap(aad), ByteBuffer.wrap(sealed), out);
        }
        return out.array();
    }

    private static SecretBytes derived(byte[] key, byte[] nonce) {
        try (SecretBytes secret = SecretBytes.take(key)) {
            return Xaes.derive(secret, salt(nonce));
        }
    }

    private static byte[] salt(byte[] nonce) {
        return Arrays.copyOf(nonce, Xaes.SALT_SIZE);
    }

    private static byte[] rest(byte[] nonce) {
        return Arrays.copyOfRange(nonce, Xaes.SALT_SIZE, nonce.length);
    }
}
