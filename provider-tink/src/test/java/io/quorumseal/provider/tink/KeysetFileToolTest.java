package io.quorumseal.provider.tink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.provider.tink.internal.KeysetKekProvider;
import io.quorumseal.testkit.TestKekHost;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A keyset under a key file, made by the program and used as a KEK. */
class KeysetFileToolTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    String uri;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void name() {
        KeyFiles.create(directory.resolve("kek.key"));
        uri = "tink-keyset:" + directory.resolve("keyset.json") + "?kek=file:" + directory.resolve("kek.key");
    }

    @Test
    void commands_inTurn_rotateAKeyset() {
        assertTrue(done("create", uri).startsWith("made keyset "));
        String first = done("list", uri).split(" ", -1)[0];
        assertEquals(first + " enabled primary\n", done("list", uri));
        String second = done("add", uri).replace("added key ", "").strip();
        done("promote", uri, second);
        done("disable", uri, first);
        done("enable", uri, first);
        done("disable", uri, first);
        done("destroy", uri, first);
        assertEquals(second + " enabled primary\n" + first + " destroyed\n", done("list", uri));
    }

    @Test
    void reseal_underAnotherKeyFile_opensUnderThatOne() {
        done("create", uri);
        KeyFiles.create(directory.resolve("next.key"));
        done("reseal", uri, "file:" + directory.resolve("next.key"));
        assertEquals(1, run("list", uri));
        done("list", uri.replace("kek.key", "next.key"));
    }

    @Test
    void madeKeyset_opensAsKek() {
        done("create", uri);
        WrapContext context = new WrapContext("c", Purpose.STORAGE, new DekId(1));
        try (Kek kek = new KeysetKekProvider().open(uri, new TestKekHost());
                SecretBytes dek = SecretBytes.random(32, new SecureRandom());
                SecretBytes back = kek.unwrap(kek.wrap(dek, context, SECOND), context, SECOND)) {
            assertEquals(dek, back);
        }
    }

    @Test
    void keysetUnderAKeyset_isMadeAndOpens() {
        done("create", uri);
        String outer = "tink-keyset:" + directory.resolve("outer.json") + "?kek="
                + uri.replace("%", "%25").replace("?", "%3F");
        done("create", outer);
        try (Kek kek = new TestKekHost().open(outer)) {
            kek.probe(SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "create", "list", "promote URI", "create URI 1", "other URI", "other URI 1", "add URI 1 2"})
    void wrongUse_saysHow(String arguments) {
        done("create", uri);
        String[] split = arguments.isEmpty()
                ? new String[0]
                : arguments.replace("URI", uri).split(" ");
        assertEquals(2, run(split));
        assertTrue(text(err).startsWith("usage: KeysetFileTool COMMAND URI"), text(err));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create URI",
                "promote URI x",
                "promote URI 4294967296",
                "disable URI 7",
                "list tink-keyset-insecure:/k",
                "list tink-keyset:/k?kek=none:x",
                "list file:/k"
            })
    void failure_isTold(String arguments) {
        done("create", uri);
        assertEquals(1, run(arguments.replace("URI", uri).split(" ")));
        assertEquals(1, text(err).lines().count(), text(err));
        assertEquals("", text(out));
    }

    private String done(String... arguments) {
        assertEquals(0, run(arguments), text(err));
        String said = text(out);
        out.reset();
        return said;
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return KeysetFileTool.run(print(out), print(err), arguments);
    }

    private static String text(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
