package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.Key;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.provider.tink.KeysetFiles;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A keyset that is sealed under a KEK in memory. */
class KeysetKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    private static final int HEADER = 1 + Identity.SIZE;
    private static final int KEY_ID = HEADER + 1;

    @TempDir
    Path directory;

    final MemoryKek inner = new MemoryKek(1);
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    Path file;
    Kek kek;

    @BeforeEach
    void open() {
        file = directory.resolve("keyset.json");
        KeysetFiles.create(file, inner);
        kek = open(file);
    }

    @AfterEach
    void close() {
        kek.close();
        dek.close();
    }

    private Kek open(Path path) {
        return new KeysetKekProvider().open("tink-keyset:" + path + "?kek=memory:1", new TestHost(inner));
    }

    private byte[] wrapped() {
        return kek.wrap(dek, CONTEXT, SECOND);
    }

    private long primary() {
        return Long.parseLong(kek.version());
    }

    /** Adds a key and wraps under it from now on; gives the old one. */
    private long rotate() {
        long before = primary();
        KeysetFiles.promote(file, inner, KeysetFiles.add(file, inner));
        return before;
    }

    // ---- what is wrapped

    @Test
    void wrap_blob_namesIdentityAndKey() {
        byte[] wrapped = wrapped();
        assertEquals(1 + 16 + 1 + 4 + 12 + 32 + 16 + 4, wrapped.length);
        assertEquals(1, wrapped[0]);
        assertEquals(kek.fingerprint().orElseThrow(), HexFormat.of().formatHex(wrapped, 1, HEADER));
        assertEquals(primary(), ByteBuffer.wrap(wrapped).getInt(KEY_ID) & 0xFFFF_FFFFL);
    }

    // The checksum is put right, so that what refuses is the cipher.
    @Test
    void unwrap_anyBitFlippedUnderARightChecksum_neverGivesAKey() {
        byte[] body = Arrays.copyOf(wrapped(), wrapped().length - 4);
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] damaged = body.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Kind expected = expected(bit / 8);
            assertKind(expected, () -> kek.unwrap(Keyset.withChecksum(damaged), CONTEXT, SECOND));
        }
    }

    // The checksum is right, and begins within the header.
    @Test
    void unwrap_cutToItsHeader_isCorrupt() throws Exception {
        byte[] body =
                Arrays.copyOf(HexFormat.of().parseHex("01" + kek.fingerprint().orElseThrow()), HEADER - 4);
        byte[] cut = Keyset.withChecksum(body);
        Identity chosen = new Identity(HexFormat.of().formatHex(cut, 1, HEADER));
        Keyset mine = KeysetCodec.open(file, Files.readString(file), inner, SECOND);
        Keyset posing = new Keyset("the same keys", mine.handle(), java.util.Optional.of(chosen));
        assertKind(Kind.CORRUPT, () -> posing.unwrap(cut, CONTEXT));
    }

    private static Kind expected(int place) {
        if (place < HEADER) {
            return Kind.WRONG_KEY;
        }
        return place >= KEY_ID && place < KEY_ID + 4 ? Kind.KEY_NOT_FOUND : Kind.CORRUPT;
    }

    @Test
    void unwrap_otherContextOrOtherIdentityInTheHeader_isNotAuthentic() throws Exception {
        byte[] wrapped = wrapped();
        WrapContext other = new WrapContext("orders-prod", Purpose.RAFT, new DekId(8));
        assertKind(Kind.CORRUPT, () -> kek.unwrap(wrapped, other, SECOND));
        Keyset mine = KeysetCodec.open(file, Files.readString(file), inner, SECOND);
        Keyset renamed = new Keyset("the same keys", mine.handle(), java.util.Optional.of(Identity.random()));
        byte[] theirs = renamed.wrap(new byte[32], CONTEXT);
        System.arraycopy(wrapped, 0, theirs, 0, HEADER);
        byte[] forged = Keyset.withChecksum(Arrays.copyOf(theirs, theirs.length - 4));
        assertKind(Kind.CORRUPT, () -> kek.unwrap(forged, CONTEXT, SECOND));
    }

    @Test
    void unwrap_blobOfAnotherKeyset_namesBoth() {
        Path other = directory.resolve("other.json");
        KeysetFiles.create(other, inner);
        try (Kek theirs = open(other)) {
            KekException error = assertKind(Kind.WRONG_KEY, () -> theirs.unwrap(wrapped(), CONTEXT, SECOND));
            String message = String.valueOf(error.getMessage());
            assertTrue(message.contains(kek.fingerprint().orElseThrow()), message);
            assertTrue(message.contains(theirs.fingerprint().orElseThrow()), message);
        }
    }

    // ---- rotation

    @Test
    void rotate_runningKek_wrapsUnderTheNewKeyAndUnwrapsTheOld() {
        byte[] old = wrapped();
        String fingerprint = kek.fingerprint().orElseThrow();
        long before = rotate();
        assertNotEquals(before, primary());
        assertEquals(primary(), ByteBuffer.wrap(wrapped()).getInt(KEY_ID) & 0xFFFF_FFFFL);
        assertEquals(dek, kek.unwrap(old, CONTEXT, SECOND));
        byte[] moved = kek.rewrap(old, CONTEXT, SECOND);
        assertEquals(primary(), ByteBuffer.wrap(moved).getInt(KEY_ID) & 0xFFFF_FFFFL);
        try (Kek again = open(file)) {
            assertEquals(fingerprint, again.fingerprint().orElseThrow());
            assertEquals(dek, again.unwrap(moved, CONTEXT, SECOND));
        }
    }

    @Test
    void unwrap_disabledAndDestroyedKeys_areToldApart() {
        byte[] old = wrapped();
        long before = rotate();
        KeysetFiles.disable(file, inner, before);
        assertKind(Kind.KEY_DISABLED, () -> kek.unwrap(old, CONTEXT, SECOND));
        KeysetFiles.enable(file, inner, before);
        assertEquals(dek, kek.unwrap(old, CONTEXT, SECOND));
        KeysetFiles.disable(file, inner, before);
        KeysetFiles.destroy(file, inner, before);
        KekException error = assertKind(Kind.KEY_NOT_FOUND, () -> kek.unwrap(old, CONTEXT, SECOND));
        assertTrue(String.valueOf(error.getMessage()).contains("destroyed the key " + before), error.getMessage());
    }

    @Test
    void destroy_leavesNothingOfTheKeyInTheFile() throws IOException {
        long before = rotate();
        Key old = key(before);
        KeysetFiles.disable(file, inner, before);
        assertTrue(old.equalsKey(key(before)));
        KeysetFiles.destroy(file, inner, before);
        assertFalse(old.equalsKey(key(before)));
    }

    private Key key(long id) throws IOException {
        Keyset keyset = KeysetCodec.open(file, Files.readString(file), inner, SECOND);
        return keyset.find((int) id).orElseThrow().getKey();
    }

    @Test
    void unwrap_keyThatThisNodesFileLacks_isNotFoundUntilTheFileComes() throws IOException {
        Path behind = Files.copy(file, directory.resolve("behind.json"));
        rotate();
        byte[] fresh = wrapped();
        try (Kek node = open(behind)) {
            assertKind(Kind.KEY_NOT_FOUND, () -> node.unwrap(fresh, CONTEXT, SECOND));
            Files.copy(file, behind, StandardCopyOption.REPLACE_EXISTING);
            assertEquals(dek, node.unwrap(fresh, CONTEXT, SECOND));
        }
    }

    @Test
    void reseal_underAnotherKek_keepsKeysAndIdentity() {
        byte[] wrapped = wrapped();
        MemoryKek next = new MemoryKek(2);
        KeysetFiles.reseal(file, inner, next);
        String uri = "tink-keyset:" + file + "?kek=memory:2";
        try (Kek moved = new KeysetKekProvider().open(uri, new TestHost(next))) {
            assertEquals(kek.fingerprint(), moved.fingerprint());
            assertEquals(dek, moved.unwrap(wrapped, CONTEXT, SECOND));
        }
        KekException error = assertKind(Kind.MISCONFIGURED, () -> open(file));
        assertTrue(String.valueOf(error.getMessage()).contains("does not open under the KEK"), error.getMessage());
    }

    // ---- the file, and the KEK that it is sealed under

    @Test
    void current_unchangedFile_neverAsksTheOtherKek() {
        long asked = inner.unwraps();
        inner.fail(Kind.UNREACHABLE);
        for (int i = 0; i < 100; i++) {
            kek.unwrap(kek.wrap(dek, CONTEXT, SECOND), CONTEXT, SECOND).close();
        }
        kek.probe(SECOND);
        assertEquals(asked, inner.unwraps());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "THROTTLED", "DENIED", "KEY_NOT_FOUND", "KEY_DISABLED"})
    void open_otherKekFails_saysSoInItsKind(Kind kind) {
        inner.fail(kind);
        KekException error = assertKind(kind, () -> open(file));
        assertTrue(String.valueOf(error.getMessage()).contains("the KEK was told to fail"), error.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CORRUPT", "WRONG_KEY"})
    void open_otherKekRefusesTheKeyset_isNotSaidOfADek(Kind kind) {
        inner.fail(kind);
        assertKind(Kind.MISCONFIGURED, () -> open(file));
    }

    @Test
    void unwrap_fileReplacedWhileTheOtherKekFails_failsAndRecovers() {
        byte[] wrapped = wrapped();
        rotate();
        inner.fail(Kind.UNREACHABLE);
        assertKind(Kind.UNREACHABLE, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        assertKind(Kind.UNREACHABLE, () -> kek.probe(SECOND));
        inner.heal();
        assertEquals(dek, kek.unwrap(wrapped, CONTEXT, SECOND));
    }

    @Test
    void unwrap_fileReplacedByAnotherKeyset_isRefused() throws IOException {
        byte[] wrapped = wrapped();
        Path other = directory.resolve("other.json");
        KeysetFiles.create(other, inner);
        Path aside = Files.move(file, directory.resolve("aside.json"));
        Files.move(other, file);
        assertKind(Kind.MISCONFIGURED, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(dek, kek.unwrap(wrapped, CONTEXT, SECOND));
    }

    @Test
    void unwrap_fileGone_isNotFoundAndNothingOldIsUsed() throws IOException {
        byte[] wrapped = wrapped();
        Files.delete(file);
        assertKind(Kind.KEY_NOT_FOUND, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        assertKind(Kind.KEY_NOT_FOUND, () -> kek.wrap(dek, CONTEXT, SECOND));
        assertKind(Kind.KEY_NOT_FOUND, () -> open(file));
    }

    @Test
    void open_anyByteOfTheSealedKeysetChanged_isRefused() throws IOException {
        String text = Files.readString(file);
        int start = text.indexOf("\":\"") + 3;
        int end = text.indexOf('"', start);
        for (int at = start; at < end; at += 3) {
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            CleartextKeysets.write(file, text.substring(0, at) + other + text.substring(at + 1));
            assertKind(Kind.MISCONFIGURED, () -> open(file));
        }
        CleartextKeysets.write(file, text.substring(0, start) + text.substring(start + 40));
        assertKind(Kind.MISCONFIGURED, () -> open(file));
    }

    @Test
    void open_identityOfAnotherKeyset_isRefused() throws Exception {
        Keyset keyset = KeysetCodec.open(file, Files.readString(file), inner, SECOND);
        MasterAead master = MasterAead.writing(inner, SECOND, keyset.identity().orElseThrow());
        byte[] sealed = master.encrypt(new byte[100], new byte[0]);
        byte[] opened = MasterAead.reading(inner, SECOND).decrypt(sealed, new byte[0]);
        assertEquals(100, opened.length);
        sealed[5] ^= 1;
        assertKind(Kind.CORRUPT, () -> MasterAead.reading(inner, SECOND).decrypt(sealed, new byte[0]));
    }

    @Test
    void close_laterCalls_areClosed() {
        byte[] wrapped = wrapped();
        kek.close();
        kek.close();
        assertClosed(() -> kek.wrap(dek, CONTEXT, SECOND));
        assertClosed(() -> kek.unwrap(wrapped, CONTEXT, SECOND));
        assertClosed(() -> kek.version());
        assertClosed(() -> kek.probe(SECOND));
    }

    @Test
    void open_keysetThatDoesNotOpen_closesTheOtherKek() throws IOException {
        CleartextKeysets.write(file, "{}");
        ClosingKek counted = new ClosingKek(inner);
        String uri = "tink-keyset:" + file + "?kek=memory:1";
        assertKind(Kind.MISCONFIGURED, () -> new KeysetKekProvider().open(uri, new TestHost(counted)));
        assertEquals(1, counted.closed());
    }

    @Test
    void texts_tellTheKeysetAndNoSecret() {
        String expected = "tink-keyset:" + file + " under " + inner.description() + " (fingerprint "
                + kek.fingerprint().orElseThrow() + ")";
        assertEquals(expected, kek.description());
        assertEquals(expected, kek.toString());
    }

    @Test
    void errors_neverHoldTheDek() {
        byte[] wrapped = wrapped();
        Secrets secrets = new Secrets(dek.readSecret(byte[]::clone));
        wrapped[50] ^= 1;
        secrets.assertAbsentIn(assertKind(Kind.CORRUPT, () -> kek.unwrap(wrapped, CONTEXT, SECOND)));
        byte[] damaged = Keyset.withChecksum(Arrays.copyOf(wrapped, wrapped.length - 4));
        secrets.assertAbsentIn(assertKind(Kind.CORRUPT, () -> kek.unwrap(damaged, CONTEXT, SECOND)));
        kek.close();
        secrets.assertAbsentIn(assertThrows(RejectedException.class, () -> kek.wrap(dek, CONTEXT, SECOND)));
    }

    @Test
    void wrap_otherLength_isUnsupported() {
        for (int length : new int[] {0, 15, 65}) {
            assertKind(Kind.UNSUPPORTED, () -> kek.wrap(SecretBytes.take(new byte[length]), CONTEXT, SECOND));
        }
        assertFalse(kek.anybodyCanWrap());
    }

    static KekException assertKind(Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }

    private static void assertClosed(Executable call) {
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, call).reason());
    }
}
