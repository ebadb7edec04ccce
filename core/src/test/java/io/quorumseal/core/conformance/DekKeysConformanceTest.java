package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.DekKeys;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class DekKeysConformanceTest {

    @Test
    void of_everyVector_givesTheSameBytes() throws IOException {
        Vectors.check("suite2-dek", DekKeysConformanceTest::check);
    }

    private static void check(Case one) {
        assertEquals(2, one.number32("suite"));
        Attributes attributes = new Attributes(
                one.text("cluster"),
                Purpose.valueOf(one.text("purpose").toUpperCase(Locale.ROOT)),
                Attributes.Binds.of((byte) one.number32("binds")));
        try (SecretBytes dek = one.secret("dek");
                DekKeys keys = DekKeys.of(one.dekId("dek_id"), attributes, dek)) {
            assertArrayEquals(one.bytes("k"), bytes(keys.cipherKey()));
            assertArrayEquals(one.bytes("commitment"), keys.commitment());
            assertArrayEquals(one.bytes("m"), bytes(keys.macKey()));
            assertTrue(keys.matches(one.bytes("commitment")));
            assertFalse(keys.matches(one.bytes("m")));
        }
    }

    private static byte[] bytes(SecretBytes secret) {
        return secret.<byte[]>readSecret(byte[]::clone);
    }
}
