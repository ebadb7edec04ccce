package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobTest {
    private static final Ciphertext TEXT =
            Ciphertext.parse("vault:v12:AAECAwQFBgcICQo=").orElseThrow();

    private final Blob blob = new Blob("transit/orders");

    @Test
    void encode_isFormatFingerprintAndText() throws Exception {
        byte[] encoded = blob.encode(TEXT);
        byte[] hashed = MessageDigest.getInstance("SHA-256")
                .digest("quorumseal vault-transit key v1\0transit/orders".getBytes(StandardCharsets.UTF_8));
        assertEquals(1, encoded[0]);
        assertArrayEquals(Arrays.copyOf(hashed, 16), Arrays.copyOfRange(encoded, 1, 17));
        assertEquals(TEXT.text(), new String(encoded, 17, encoded.length - 17, StandardCharsets.US_ASCII));
        assertEquals(HexFormat.of().formatHex(hashed, 0, 16), blob.fingerprint());
        assertEquals(TEXT, blob.decode(encoded));
        assertEquals(12, TEXT.version());
    }

    @Test
    void decode_ofAnotherKey_isWrongKeyAndNamesBoth() {
        Blob other = new Blob("transit/others");
        KekException error = assertThrows(KekException.class, () -> other.decode(blob.encode(TEXT)));
        assertEquals(KekException.Kind.WRONG_KEY, error.kind());
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains(blob.fingerprint()) && message.contains(other.fingerprint()), message);
    }

    @Test
    void decode_anyByteChanged_isNeverTheSameText() {
        byte[] encoded = blob.encode(TEXT);
        for (int i = 0; i < encoded.length * 8; i++) {
            byte[] changed = encoded.clone();
            changed[i / 8] ^= (byte) (1 << i % 8);
            try {
                assertTrue(!blob.decode(changed).equals(TEXT), "bit " + i);
            } catch (KekException e) {
                boolean inHeader = i / 8 <= 16;
                assertEquals(inHeader ? KekException.Kind.WRONG_KEY : KekException.Kind.CORRUPT, e.kind());
            }
        }
    }

    // Vault reads all of these as it reads vault:v1:AAE=.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault:v0:AAE=",
                "vault:v01:AAE=",
                "vault:v+1:AAE=",
                "vault:v1:AAE=\n",
                "vault:v1:AA\rE=",
                "vault:v1:AAF=",
                "vault:v1:AAG="
            })
    void parse_otherSpelling_isNone(String text) {
        assertEquals(Optional.empty(), Ciphertext.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "vault:v1:", "vault:v1", "vault:1:AAE=", "vault:v1:AAE", "vault:v9999999999:AAE=", "v1:AAE="
            })
    void parse_noText_isNone(String text) {
        assertEquals(Optional.empty(), Ciphertext.parse(text));
    }

    @Test
    void decode_tooLong_isCorrupt() {
        byte[] longest = Arrays.copyOf(blob.encode(TEXT), Blob.LONGEST + 1);
        assertEquals(
                KekException.Kind.CORRUPT,
                assertThrows(KekException.class, () -> blob.decode(longest)).kind());
    }
}
