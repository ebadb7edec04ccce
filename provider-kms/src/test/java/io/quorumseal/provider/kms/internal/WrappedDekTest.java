package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WrappedDekTest {
    private static final KeyArn KEY = KeyArn.parse(ScriptedKms.ARN).orElseThrow();
    private static final byte[] DEK =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final byte[] CHECK = HexFormat.of().parseHex("ebec5469f5c286fbc315fdc6a6668a92");
    private final byte[] encoded = new WrappedDek(KEY, CHECK, new byte[] {1, 2, 3}).encode();

    // Pins the layout; the digests were made by other programs.
    @Test
    void encode_isTheRecordedLayout() {
        String arn = HexFormat.of().formatHex(ScriptedKms.ARN.getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "4b014b" + arn + "ebec5469f5c286fbc315fdc6a6668a92" + "010203" + "c5fc700f7f1a8506",
                HexFormat.of().formatHex(encoded));
    }

    @Test
    void check_ofADek_isTheRecordedOne() {
        try (SecretBytes dek = SecretBytes.take(DEK.clone())) {
            assertArrayEquals(CHECK, DekCheck.of(dek, ScriptedKms.CONTEXT));
            assertTrue(DekCheck.fits(CHECK, dek, ScriptedKms.CONTEXT));
            WrapContext other =
                    new WrapContext("orders-test", ScriptedKms.CONTEXT.purpose(), ScriptedKms.CONTEXT.dek());
            assertFalse(DekCheck.fits(CHECK, dek, other));
        }
    }

    @Test
    void decode_whatWasEncoded_givesTheParts() {
        WrappedDek decoded = WrappedDek.decode(encoded);
        assertEquals(KEY, decoded.key());
        assertArrayEquals(CHECK, decoded.check());
        assertArrayEquals(new byte[] {1, 2, 3}, decoded.ciphertext());
    }

    @Test
    void decode_anyBitFlipped_isCorruptOrAnotherKeks() {
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] damaged = encoded.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            boolean marks = bit / 8 == 0 || (bit / 8 >= 3 && bit / 8 < 7);
            assertKind(marks ? Kind.WRONG_KEY : Kind.CORRUPT, () -> WrappedDek.decode(damaged));
        }
    }

    @Test
    void decode_anyOtherLength_isCorrupt() {
        IntStream.rangeClosed(1, encoded.length + 32)
                .filter(length -> length != encoded.length)
                .mapToObj(length -> Arrays.copyOf(encoded, length))
                .forEach(other -> assertKind(Kind.CORRUPT, () -> WrappedDek.decode(other)));
    }

    @Test
    void decode_wellFormedButSenseless_isCorrupt() {
        assertKind(Kind.CORRUPT, () -> WrappedDek.decode(new WrappedDek(KEY, CHECK, new byte[0]).encode()));
        assertKind(Kind.CORRUPT, () -> WrappedDek.decode(sealed("4b01ff" + "61726e3a" + "00".repeat(40))));
        assertKind(Kind.CORRUPT, () -> WrappedDek.decode(sealed("4b0104" + "61726e3a" + "00".repeat(40))));
        assertKind(Kind.WRONG_KEY, () -> WrappedDek.decode(sealed("4b0104" + "61726e00" + "00".repeat(40))));
        assertKind(
                Kind.CORRUPT,
                () -> WrappedDek.decode(sealed("4b02" + HexFormat.of().formatHex(encoded, 2, encoded.length - 8))));
    }

    private static byte[] sealed(String hex) {
        byte[] body = HexFormat.of().parseHex(hex);
        byte[] whole = Arrays.copyOf(body, body.length + 8);
        System.arraycopy(Digests.sha256(body), 0, whole, body.length, 8);
        return whole;
    }
}
