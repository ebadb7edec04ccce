package io.quorumseal.core.internal.key;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;

/** The sizes that an envelope's version byte stands for. Another cipher or nonce length is another constant here. */
enum Suite {
    /** AES-256-GCM. */
    V1(1, 32, 12, 16),
    /** XAES-256-GCM. */
    V2(2, 32, 24, 16);

    /** Version, flag and DEK id: the part of the header that every suite has. */
    static final int PREFIX_SIZE = 1 + 1 + 4;

    /** Shorter bytes are an envelope of no suite. */
    static final int MIN_OVERHEAD = V1.overhead();

    private static final Suite[] ALL = values();

    private final byte version;
    private final int keySize;
    private final int nonceSize;
    private final int tagSize;

    Suite(int version, int keySize, int nonceSize, int tagSize) {
        this.version = (byte) version;
        this.keySize = keySize;
        this.nonceSize = nonceSize;
        this.tagSize = tagSize;
    }

    static Suite of(byte version) {
        for (Suite suite : ALL) {
            if (suite.version == version) {
                return suite;
            }
        }
        throw new MalformedException(
                Defect.ENVELOPE_VERSION,
                "envelope of version " + (version & 0xFF) + " is not known here: upgrade this node, or the bytes are"
                        + " no envelope");
    }

    byte version() {
        return version;
    }

    int keySize() {
        return keySize;
    }

    int nonceSize() {
        return nonceSize;
    }

    int headerSize() {
        return PREFIX_SIZE + nonceSize;
    }

    int overhead() {
        return PREFIX_SIZE + nonceSize + tagSize;
    }

    int sealedSize(int plaintext) {
        return Math.addExact(plaintext, overhead());
    }
}
