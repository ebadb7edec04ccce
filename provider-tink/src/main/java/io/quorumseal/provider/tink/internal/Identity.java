package io.quorumseal.provider.tink.internal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names a keyset, whatever keys are in it: 16 bytes, drawn at random when the keyset is made. Not secret.
 *
 * @param hex the bytes in hex
 */
record Identity(String hex) {
    static final int SIZE = 16;

    static Identity random() {
        byte[] bytes = new byte[SIZE];
        new SecureRandom().nextBytes(bytes);
        return new Identity(HexFormat.of().formatHex(bytes));
    }

    /** Reads the next 16 bytes. */
    static Identity from(ByteBuffer buffer) {
        byte[] bytes = new byte[SIZE];
        buffer.get(bytes);
        return new Identity(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
