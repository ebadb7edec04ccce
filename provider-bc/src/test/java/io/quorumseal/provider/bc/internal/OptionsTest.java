package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Set<String> KNOWN = Set.of("alias", "password-file", "password-console", "password-fd");

    @ParameterizedTest
    @CsvSource({
        "bc-x:/a/b?alias=k, /a/b",
        "BC-X:a?alias=k, a",
        "bc-x:/a%20b?alias=k, /a%20b",
        "bc-x:///a%20b?alias=k, /a b",
        "bc-x:///a%3Fb?alias=k, /a?b"
    })
    void parse_goodUri_givesPathAndOptions(String uri, String path) {
        KeyUri parsed = KeyUri.parse(uri, KNOWN);
        assertEquals(Path.of(path), parsed.path());
        assertEquals("k", parsed.options().require("alias"));
        assertEquals("bc-x:" + path, parsed.name());
    }

    @Test
    void parse_escapedValue_isUnescapedAndPlusStays() {
        KeyUri parsed = KeyUri.parse("bc-x:/a?alias=a%26b+c%25&password-file=/p", KNOWN);
        assertEquals("a&b+c%", parsed.options().require("alias"));
        assertEquals(Optional.of(Path.of("/p")), parsed.options().path("password-file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bc-x:", "bc-x:?alias=k", "bc-x://host/a", "bc-x:/a?alias=%zz", "bc-x:/a\0", "bc-x:/a?&"})
    void parse_badUri_isRefused(String uri) {
        assertMisconfigured(() -> KeyUri.parse(uri, KNOWN), "the KEK's URI of scheme bc-x");
    }

    @Test
    void parse_unknownParameter_listsTheKnownOnes() {
        assertMisconfigured(
                () -> KeyUri.parse("bc-x:/a?colour=red", KNOWN),
                "unknown parameter colour",
                "alias, password-console, password-fd, password-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=hunter2",
                "PASSWORD=hunter2",
                "passphrase=hunter2",
                "pin=hunter2",
                "alias=k&secret=hunter2",
                "hunter2",
                "hunter2=",
                "colour=hunter2",
                "alias=hunter2&alias=hunter2",
                "password-fd=hunter2",
                "password-console&password-file=hunter2"
            })
    void parse_misplacedSecret_isNeverQuoted(String query) {
        String message = assertMisconfigured(
                () -> Passwords.in(KeyUri.parse("bc-x:/a?" + query, KNOWN).options(), "", Duration.ofSeconds(1)));
        assertFalse(message.contains("hunter2"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password=x", "pin=x", "key=x"})
    void parse_secret_saysWhyNot(String query) {
        assertMisconfigured(() -> KeyUri.parse("bc-x:/a?" + query, KNOWN), "process lists", "say where it comes from");
    }

    @Test
    void require_missing_saysWhatToAdd() {
        assertMisconfigured(() -> KeyUri.parse("bc-x:/a", KNOWN).options().require("alias"), "add alias=");
    }

    @Test
    void find_withoutValue_isRefused() {
        assertMisconfigured(() -> KeyUri.parse("bc-x:/a?alias", KNOWN).options().find("alias"), "alias has no value");
    }

    @Test
    void passwords_noSource_saysWhichThereAre() {
        try (Passwords none = Passwords.in(parse(), "", Duration.ofSeconds(1))) {
            assertFalse(none.isNamed());
            assertMisconfigured(none::get, "password-file=PATH, password-fd=NUMBER or password-console");
        }
    }

    @Test
    void passwords_readOnce_thenClosedIsDestroyed(@TempDir Path directory) throws Exception {
        Path file = SealedFixture.passwordFile(directory.resolve("p"), "pw");
        Passwords passwords = Passwords.in(parse("password-file=" + file), "", Duration.ofSeconds(1));
        assertTrue(passwords.isIdle());
        SecretBytes first = passwords.get();
        Files.delete(file);
        assertSame(first, passwords.get());
        assertFalse(passwords.isIdle());
        passwords.close();
        assertThrows(RejectedException.class, () -> first.readSecret(raw -> raw.length));
    }

    private static Options parse(String... texts) {
        return Options.parse("here", List.of(texts), KNOWN);
    }
}
