package io.quorumseal.example.kv.node;

import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.example.kv.store.KvStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of keys and opened values: stored bytes differ on each replica, values do not. */
final class Digest {
    private Digest() {}

    static String of(KvStore store, ValueSeal values) {
        MessageDigest digest = sha256();
        try (KvStore.Rows rows = store.rows()) {
            rows.forEachRemaining(row -> add(digest, row, values));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Stored row, ValueSeal values) {
        byte[] key = row.storageKey();
        byte[] value = values.open(ByteBuffer.wrap(key), row.value());
        digest.update(
                ByteBuffer.allocate(8).putInt(key.length).putInt(value.length).flip());
        digest.update(key);
        digest.update(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
