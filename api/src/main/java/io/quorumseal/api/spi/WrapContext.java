package io.quorumseal.api.spi;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a wrapped key is bound to: unwrapping with another context must fail as
 * {@link io.quorumseal.api.KekException.Kind#CORRUPT}. So wrapped keys cannot be swapped between clusters, purposes or
 * ids.
 *
 * @param cluster the cluster's name
 * @param purpose what the key is for
 * @param dek the DEK's id; {@link DekId#NONE} for {@link Purpose#PEER}
 */
public record WrapContext(String cluster, Purpose purpose, DekId dek) {
    private static final byte[] LABEL = "quorumseal wrap v1".getBytes(StandardCharsets.US_ASCII);

    /**
     * Tells the context as bytes, for providers that bind additional authenticated data.
     *
     * @return {@code "quorumseal wrap v1" ‖ length of cluster (4, big-endian) ‖ cluster in UTF-8 ‖ purpose code (1)
     *     ‖ DEK id (4, big-endian)}
     */
    public byte[] bytes() {
        byte[] name = cluster.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LABEL.length + 4 + name.length + 1 + 4)
                .put(LABEL)
                .putInt(name.length)
                .put(name)
                .put(purpose.code())
                .putInt(dek.bits())
                .array();
    }
}
