package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Looks for secrets in texts: raw, in hex, in base64, as an array is printed. */
final class Secrets {
    private final List<String> spellings;

    Secrets(byte[]... secrets) {
        spellings = Arrays.stream(secrets)
                .flatMap(secret -> spellings(secret).stream())
                .toList();
    }

    /** Half a secret is a find too, at any offset that keeps base64 aligned. */
    private static List<String> spellings(byte[] secret) {
        byte[] half = Arrays.copyOfRange(secret, 15, 30);
        return List.of(
                new String(half, StandardCharsets.ISO_8859_1),
                HexFormat.of().formatHex(half),
                Base64.getEncoder().encodeToString(half),
                Base64.getUrlEncoder().encodeToString(half).toLowerCase(Locale.ROOT),
                Arrays.toString(half).replaceAll("[\\[\\]]", ""));
    }

    void assertAbsentIn(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        assertAbsentIn(trace.toString());
    }

    void assertAbsentIn(String text) {
        for (String spelling : spellings) {
            assertFalse(text.contains(spelling), "a secret shows");
            assertFalse(text.toLowerCase(Locale.ROOT).contains(spelling), "a secret shows");
        }
    }
}
