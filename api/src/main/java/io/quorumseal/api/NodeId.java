package io.quorumseal.api;

import java.nio.charset.StandardCharsets;

/**
 * The 64-bit identity of a node, as registry rows and registrations carry it.
 *
 * <p>It is the FNV-1a 64 hash of the node's name in UTF-8, with 0 replaced by 1. Its low 16 bits go into every
 * nonce. A node id names one life of one data directory: a wiped directory comes back under another name.
 *
 * @param full all 64 bits, to be read as unsigned
 */
public record NodeId(long full) implements Comparable<NodeId> {
    private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * Derives the id of a node from its name.
     *
     * @param name the node's name in the cluster; the Raft peer id where the engine has one
     * @return the id
     */
    public static NodeId ofName(String name) {
        if (name.isEmpty()) {
            return new NodeId(0);
        }
        long hash = FNV_OFFSET_BASIS;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return new NodeId(hash == 0 ? 1 : hash);
    }

    /**
     * Tells the 16 bits that stand in nonces and registry keys.
     *
     * @return 0 to 65,535
     */
    public int low16() {
        return (int) (full & 0xFFFF);
    }

    @Override
    public int compareTo(NodeId other) {
        return Long.compareUnsigned(full, other.full);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(full);
    }
}
