package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The reference's file KEK blob: nonce (12 bytes) ‖ AES-256-GCM(dek) ‖ tag (16 bytes), no additional data. */
@Tag("conformance")
class FileKekVectorsTest {
    private static final int NONCE = 12;

    @Test
    void blob_everyVector_opensAndSealsToTheSameBytes() throws IOException {
        Vectors.check("file-kek", FileKekVectorsTest::check);
    }

    private static void check(Case one) {
        byte[] wrapped = one.bytes("wrapped");
        byte[] nonce = Arrays.copyOf(wrapped, NONCE);
        byte[] sealed = Arrays.copyOfRange(wrapped, NONCE, wrapped.length);
        assertEquals(60, wrapped.length);
        assertArrayEquals(one.bytes("dek"), gcm(Cipher.DECRYPT_MODE, one.bytes("kek"), nonce, sealed));
        assertArrayEquals(sealed, gcm(Cipher.ENCRYPT_MODE, one.bytes("kek"), nonce, one.bytes("dek")));
    }

    private static byte[] gcm(int mode, byte[] key, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
