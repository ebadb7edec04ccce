package io.quorumseal.example.kv.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nonces were used under which keys of AES-GCM, over all nodes, their copies, and all their lives. Under suite 2 that
 * is not a DEK, but what was derived from one for an opening.
 *
 * <p>A line has 44 bytes: 16 of the key's SHA-256, the 12-byte nonce, 16 of the message's SHA-256. One file belongs to
 * one life of one process. Sealing the same message again under its own nonce gives the same bytes, so within one life
 * that is no second use.
 */
public final class NonceJournal {
    private static final int HASH_SIZE = 16;
    private static final int NONCE_SIZE = 12;
    private static final int USE_SIZE = HASH_SIZE + NONCE_SIZE;
    private static final int LINE_SIZE = USE_SIZE + HASH_SIZE;

    /**
     * What was counted.
     *
     * @param used (key, nonce) pairs used
     * @param twice uses of a pair beyond its first
     * @param keys keys that were sealed under
     */
    public record Count(int used, int twice, int keys) {}

    private record Use(int file, ByteBuffer messageHash) {}

    private final Map<ByteBuffer, Use> uses = new HashMap<>();
    private int twice;

    private NonceJournal() {}

    static ByteBuffer line(byte[] keyHash, byte[] nonce, byte[] messageHash) {
        return ByteBuffer.allocate(LINE_SIZE)
                .put(keyHash)
                .put(nonce)
                .put(messageHash)
                .flip();
    }

    static byte[] hash(ByteBuffer... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Arrays.stream(parts).forEach(digest::update);
            return Arrays.copyOf(digest.digest(), HASH_SIZE);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Counts over files.
     *
     * @param files one journal for each life of each node
     * @return the counts
     * @throws IOException if a file cannot be read
     */
    public static Count count(List<Path> files) throws IOException {
        NonceJournal journal = new NonceJournal();
        for (int file = 0; file < files.size(); file++) {
            journal.read(file, ByteBuffer.wrap(Files.readAllBytes(files.get(file))));
        }
        long keys = journal.uses.keySet().stream()
                .map(use -> use.slice(0, HASH_SIZE))
                .distinct()
                .count();
        return new Count(journal.uses.size(), journal.twice, (int) keys);
    }

    private void read(int file, ByteBuffer lines) {
        for (int at = 0; at + LINE_SIZE <= lines.limit(); at += LINE_SIZE) {
            Use use = new Use(file, lines.slice(at + USE_SIZE, HASH_SIZE));
            Use before = uses.putIfAbsent(lines.slice(at, USE_SIZE), use);
            if (before != null && !before.equals(use)) {
                twice++;
            }
        }
    }
}
