package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;

/** The sizes that an envelope's version byte stands for. Both suites use AES-256-GCM as providers supply it. */
enum Suite {
    /** AES-256-GCM under the DEK itself. */
    V1(DekCipher.FIRST_SUITE, 0, 0),
    /** XAES-256-GCM (C2SP): the salt is the first half of its nonce. A place tag follows what goes to a log. */
    V2(DekCipher.SECOND_SUITE, Xaes.SALT_SIZE, PlaceMac.SIZE);

    /** Version, flag and DEK id: the part of the header that every suite has. */
    static final int PREFIX_SIZE = 1 + 1 + 4;

    /** Bytes of a DEK. */
    static final int KEY_SIZE = 32;

    /** Bytes of AES-256-GCM's nonce and tag. */
    static final int NONCE_SIZE = 12;

    static final int TAG_SIZE = 16;

    /** Shorter bytes are an envelope of no suite. */
    static final int MIN_OVERHEAD = V1.overhead(Purpose.STORAGE);

    private static final Suite[] ALL = values();

    private final byte version;
    private final int saltSize;
    private final int placeSize;

    Suite(int version, int saltSize, int placeSize) {
        this.version = (byte) version;
        this.saltSize = saltSize;
        this.placeSize = placeSize;
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

    /** Where the nonce of AES-256-GCM stands. */
    int noncePlace() {
        return PREFIX_SIZE + saltSize;
    }

    int headerSize() {
        return noncePlace() + NONCE_SIZE;
    }

    /** How many bytes follow the cipher's tag. */
    int trailer(Purpose purpose) {
        return purpose == Purpose.RAFT ? placeSize : 0;
    }

    int overhead(Purpose purpose) {
        return headerSize() + TAG_SIZE + trailer(purpose);
    }

    int sealedSize(Purpose purpose, int plaintext) {
        return Math.addExact(plaintext, overhead(purpose));
    }
}
