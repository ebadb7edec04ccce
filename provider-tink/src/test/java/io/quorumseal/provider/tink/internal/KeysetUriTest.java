package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetUriTest {

    @ParameterizedTest
    @CsvSource({
        "tink-keyset:/a/b c?kek=file:/k, /a/b c, file:/k",
        "tink-keyset:/a/b%20c?kek=file:/k, /a/b%20c, file:/k",
        "tink-keyset:a?kek=file:k, a, file:k",
        "TINK-KEYSET:/a?kek=file%3A/k%2Bl+m, /a, file:/k+l+m",
        "tink-keyset:///a/b%20c?kek=file:///k%2520l, /a/b c, file:///k%20l",
        "tink-keyset:/a?kek=vault-transit://h:1/m/k?x=1%26y=2, /a, vault-transit://h:1/m/k?x=1&y=2",
    })
    void parse_sealed_givesPathAndOtherKek(String uri, String path, String kek) {
        assertEquals(new KeysetUri(Path.of(path), Optional.of(kek)), KeysetUri.parse(uri));
    }

    @ParameterizedTest
    @CsvSource({"tink-keyset-insecure:/a, /a", "tink-keyset-insecure:///a%20b, /a b"})
    void parse_cleartext_givesPath(String uri, String path) {
        assertEquals(new KeysetUri(Path.of(path), Optional.empty()), KeysetUri.parse(uri));
    }

    @Test
    void parse_encodedUri_givesThatUri() {
        String inner = "tink-keyset:///ä?kek=file:///%2520 +&=#";
        String uri = "tink-keyset:/a?kek="
                + URLEncoder.encode(inner, StandardCharsets.UTF_8).replace("+", "%20");
        assertEquals(Optional.of(inner), KeysetUri.parse(uri).kek());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tink-keyset:",
                "tink-keyset:?kek=file:/k",
                "tink-keyset:/a",
                "tink-keyset:/a?",
                "tink-keyset:/a?kek=",
                "tink-keyset:/a?kek",
                "tink-keyset:/a?KEK=file:/k",
                "tink-keyset:/a?kek=file:/k&kek=file:/l",
                "tink-keyset:/a?kek=file:/k&token=hvs.secret",
                "tink-keyset:/a?kek=file:/k&",
                "tink-keyset:/a?kek=%zz",
                "tink-keyset:/a?kek=%2",
                "tink-keyset://host/a?kek=file:/k",
                "tink-keyset:///a b?kek=file:/k",
                "tink-keyset:/a\0b?kek=file:/k",
                "tink-keyset-insecure:",
                "tink-keyset-insecure:/a?kek=file:/k",
                "tink-keyset-insecure:/a?",
                "other:/a?kek=file:/k",
                "/a",
                ""
            })
    void parse_badUri_isMisconfiguredAndShowsNoParameter(String uri) {
        KekException error = assertThrows(KekException.class, () -> KeysetUri.parse(uri));
        String message = String.valueOf(error.getMessage());
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertTrue(message.contains("write tink-keyset:PATH?kek=URI"), message);
        assertFalse(message.contains("hvs.secret"), message);
    }
}
