package io.quorumseal.provider.bc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.KekException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileUriTest {

    @ParameterizedTest
    @CsvSource({
        "file:/a/b c, false, /a/b c",
        "file:/a/b%20c, false, /a/b%20c",
        "file:a/b, false, a/b",
        "FILE:/a, false, /a",
        "file:///a/b%20c, false, /a/b c",
        "file-v0:/a, true, /a",
        "file-v0:///a, true, /a"
    })
    void parse_goodUri_givesPath(String uri, boolean v0, String path) {
        assertEquals(new KeyFileUri(v0, Path.of(path)), KeyFileUri.parse(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:",
                "file-v0:",
                "file://host/a",
                "file:///a?b",
                "file:///a#b",
                "file:///a b",
                "file://",
                "other:/a",
                "/a",
                "",
                "file:/a\0b"
            })
    void parse_badUri_isMisconfigured(String uri) {
        KekException error = assertThrows(KekException.class, () -> KeyFileUri.parse(uri));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
    }

    @Test
    void parse_uriOfPath_givesThatPath() {
        Path path = Path.of("/keys/ä %20#k");
        assertEquals(path, KeyFileUri.parse(path.toUri().toString()).path());
    }
}
