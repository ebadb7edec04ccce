package io.quorumseal.example.kv.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * One write, as it is proposed: the key's length in bytes (2, big-endian), the key in UTF-8, the value.
 *
 * @param key the key, not empty
 * @param value the value
 */
public record Put(String key, ByteString value) {
    private static final int LENGTH_SIZE = Short.BYTES;

    ByteString encoded() {
        ByteString name = ByteString.copyFromUtf8(key);
        if (name.isEmpty() || name.size() > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a key has 1 to 32767 bytes, this one has " + name.size());
        }
        ByteBuffer length = ByteBuffer.allocate(LENGTH_SIZE).putShort(0, (short) name.size());
        return ByteString.copyFrom(length).concat(name).concat(value);
    }

    /**
     * Decodes what a client sent.
     *
     * @param bytes the payload
     * @return the write
     * @throws IllegalArgumentException if it is none
     */
    public static Put decode(ByteString bytes) {
        int end = LENGTH_SIZE + keySize(bytes);
        if (end == LENGTH_SIZE || end > bytes.size()) {
            throw new IllegalArgumentException("not a write: " + bytes.size() + " bytes");
        }
        return new Put(bytes.substring(LENGTH_SIZE, end).toString(StandardCharsets.UTF_8), bytes.substring(end));
    }

    private static int keySize(ByteString bytes) {
        return bytes.size() < LENGTH_SIZE ? 0 : bytes.asReadOnlyByteBuffer().getShort(0) & 0xffff;
    }
}
