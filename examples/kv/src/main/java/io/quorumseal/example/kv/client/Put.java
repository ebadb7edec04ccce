package io.quorumseal.example.kv.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One write, as it is proposed: the key's length in bytes (2, big-endian), the key in UTF-8, the value.
 *
 * @param key the key, not empty
 * @param value the value
 */
public record Put(String key, ByteBuffer value) {
    private static final int LENGTH_SIZE = Short.BYTES;

    /**
     * Encodes it.
     *
     * @return the payload
     * @throws IllegalArgumentException if the key is empty or too long
     */
    public byte[] encoded() {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a key has 1 to 32767 bytes, this one has " + name.length);
        }
        return ByteBuffer.allocate(LENGTH_SIZE + name.length + value.remaining())
                .putShort((short) name.length)
                .put(name)
                .put(value.duplicate())
                .array();
    }

    /**
     * Decodes what a client sent.
     *
     * @param bytes the payload; its position stays
     * @return the write, whose value is a part of these bytes
     * @throws IllegalArgumentException if it is none
     */
    public static Put decode(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice();
        int end = LENGTH_SIZE + keySize(rest);
        if (end == LENGTH_SIZE || end > rest.limit()) {
            throw new IllegalArgumentException("not a write: " + rest.limit() + " bytes");
        }
        String key = StandardCharsets.UTF_8
                .decode(rest.slice(LENGTH_SIZE, end - LENGTH_SIZE))
                .toString();
        return new Put(key, rest.slice(end, rest.limit() - end));
    }

    private static int keySize(ByteBuffer bytes) {
        return bytes.limit() < LENGTH_SIZE ? 0 : bytes.getShort(0) & 0xffff;
    }
}
