package io.quorumseal.example.kv.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NonceJournalTest {
    @TempDir
    Path folder;

    @Test
    void count_differentNonces_countsEachOnce() throws IOException {
        Path life = life("a", "1:1:x", "1:2:x", "2:1:x");
        assertEquals(new NonceJournal.Count(3, 0, 2), NonceJournal.count(List.of(life)));
    }

    @Test
    void count_otherMessageUnderTheSameNonce_isTwice() throws IOException {
        Path life = life("a", "1:1:x", "1:1:y");
        assertEquals(new NonceJournal.Count(1, 1, 1), NonceJournal.count(List.of(life)));
    }

    @Test
    void count_sameMessageAgainInOneLife_isNotTwice() throws IOException {
        Path life = life("a", "1:1:x", "1:1:x");
        assertEquals(new NonceJournal.Count(1, 0, 1), NonceJournal.count(List.of(life)));
    }

    @Test
    void count_sameMessageAgainInAnotherLife_isTwice() throws IOException {
        List<Path> lives = List.of(life("a", "1:1:x"), life("b", "1:1:x"));
        assertEquals(new NonceJournal.Count(1, 1, 1), NonceJournal.count(lives));
    }

    /** Seals as told, key:nonce:message, and gives the journal. */
    private Path life(String name, String... seals) throws IOException {
        Path file = folder.resolve(name);
        try (JournalAead aead = new JournalAead(Optional.of(file))) {
            for (String seal : seals) {
                seal(aead, seal.split(":", -1));
            }
        }
        return file;
    }

    /** A sealer of its own each time: one refuses the nonce that it was given just before. */
    private static void seal(JournalAead aead, String[] what) {
        byte[] nonce = new byte[12];
        nonce[11] = Byte.parseByte(what[1]);
        try (SecretBytes key = SecretBytes.take(key(what[0]));
                AeadProvider.Sealer sealer = aead.sealer(key)) {
            sealer.seal(
                    nonce, ByteBuffer.allocate(0), ByteBuffer.wrap(what[2].getBytes(UTF_8)), ByteBuffer.allocate(64));
        }
    }

    private static byte[] key(String number) {
        byte[] key = new byte[32];
        key[0] = Byte.parseByte(number);
        return key;
    }
}
