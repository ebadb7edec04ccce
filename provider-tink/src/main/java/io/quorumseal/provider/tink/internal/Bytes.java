package io.quorumseal.provider.tink.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts byte strings together. */
final class Bytes {
    private Bytes() {}

    static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
