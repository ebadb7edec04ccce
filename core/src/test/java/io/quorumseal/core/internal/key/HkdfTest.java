package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HkdfTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Test cases 1 to 3 of RFC 5869, appendix A. */
    @ParameterizedTest
    @CsvSource({
        "0b*22, 00-0c, f0-f9, 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "00-4f, 60-af, b0-ff, b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        "0b*22, '', '', 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    })
    void derive_testCaseOfTheRfc_givesItsBytes(String key, String salt, String info, String expected) {
        byte[] output = HEX.parseHex(expected);
        assertArrayEquals(output, Hkdf.derive(bytes(salt), bytes(key), bytes(info), output.length));
    }

    @Test
    void derive_withoutSalt_isAsWithAnEmptyOne() {
        byte[] info = {1};
        assertArrayEquals(Hkdf.derive(new byte[0], new byte[32], info, 32), Hkdf.derive(new byte[32], info, 32));
    }

    @Test
    void derive_lengthOutOfRange_isRefused() {
        byte[] key = new byte[32];
        assertEquals(Hkdf.MAX_LENGTH, Hkdf.derive(key, key, Hkdf.MAX_LENGTH).length);
        assertEquals(0, Hkdf.derive(key, key, 0).length);
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(key, key, Hkdf.MAX_LENGTH + 1));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(key, key, -1));
    }

    /** Reads {@code 0b*22} as 22 bytes of 0b, and {@code 00-0c} as the bytes from 00 to 0c. */
    private static byte[] bytes(String notation) {
        if (notation.isEmpty()) {
            return new byte[0];
        }
        int first = HexFormat.fromHexDigits(notation, 0, 2);
        if (notation.charAt(2) == '*') {
            byte[] same = new byte[Integer.parseInt(notation.substring(3))];
            Arrays.fill(same, (byte) first);
            return same;
        }
        byte[] rising = new byte[HexFormat.fromHexDigits(notation, 3, 5) - first + 1];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = (byte) (first + i);
        }
        return rising;
    }
}
