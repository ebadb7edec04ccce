package com.example.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.KekException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenUriTest {

    @ParameterizedTest
    @CsvSource({
        "pkcs11:/c.cfg?alias=kek&pin-file=/pin, /c.cfg, kek, /pin",
        "pkcs11:///c.cfg?pin-file=/pin&alias=kek, /c.cfg, kek, /pin",
        "PKCS11:/a%20b?alias=k%26+k%3D&pin-file=/p%3Fn, /a b, k&+k=, /p?n"
    })
    void parse_goodUri_givesItsParts(String uri, String config, String alias, String pinFile) {
        assertEquals(new TokenUri(Path.of(config), alias, Path.of(pinFile)), TokenUri.parse(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:",
                "pkcs11:c.cfg?alias=kek&pin-file=/pin",
                "pkcs11:/c.cfg",
                "pkcs11:/c.cfg?alias=kek",
                "pkcs11:/c.cfg?pin-file=/pin",
                "pkcs11:/c.cfg?alias=&pin-file=/pin",
                "pkcs11:/c.cfg?alias=kek&alias=kek&pin-file=/pin",
                "pkcs11:/c.cfg?alias=kek&pin-file=/pin#part",
                "pkcs11:/c.cfg?alias=kek&pin-file=/pin%00",
                "pkcs11:/c.cfg?alias=%zz&pin-file=/pin",
                "pkcs11:/c.cfg?alias=kek&pin-file"
            })
    void parse_badUri_isMisconfigured(String uri) {
        assertMisconfigured(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:/c.cfg?alias=kek&pin-file=/pin&pin=98765",
                "pkcs11:/c.cfg?alias=kek&pin-value=98765",
                "pkcs11:/c.cfg?alias=kek&pin=98765 "
            })
    void parse_pinInTheUri_isRefusedAndNotRepeated(String uri) {
        assertFalse(assertMisconfigured(uri).toString().contains("98765"));
    }

    private static KekException assertMisconfigured(String uri) {
        KekException error = assertThrows(KekException.class, () -> TokenUri.parse(uri));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        return error;
    }
}
