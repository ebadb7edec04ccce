package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import java.util.Optional;

/** How a DEK seals: suite (1), binds (1), and in every suite but the first a commitment (32). */
public final class CipherFormat {
    static final int MIN_SIZE = 1 + 1;

    private CipherFormat() {}

    static void write(DekCipher cipher, WireWriter out) {
        out.u8(cipher.suite()).u8(cipher.binds()).bytes(cipher.commitment());
    }

    static DekCipher read(WireReader in) {
        int suite = in.u8();
        int binds = in.u8();
        return new DekCipher(suite, binds, in.bytes(suite == DekCipher.FIRST_SUITE ? 0 : DekCipher.COMMITMENT_SIZE));
    }

    /** Says what is wrong with how a DEK is said to seal. */
    public static Optional<String> defect(DekId dek, Purpose purpose, DekCipher cipher) {
        if (!DekCipher.isKnown(cipher.suite())) {
            return Optional.of("DEK " + dek + " is of suite " + cipher.suite()
                    + ", which is not known here: upgrade this node first");
        }
        if (cipher.suite() == DekCipher.FIRST_SUITE) {
            return cipher.isSuite1()
                    ? Optional.empty()
                    : Optional.of("DEK " + dek + " is of suite 1, which binds nothing and has no commitment");
        }
        return defectBehindTheFirst(dek, purpose, cipher);
    }

    private static Optional<String> defectBehindTheFirst(DekId dek, Purpose purpose, DekCipher cipher) {
        int size = cipher.commitment().length;
        if (size != DekCipher.COMMITMENT_SIZE) {
            return Optional.of(
                    "the commitment of DEK " + dek + " has " + size + " bytes and not " + DekCipher.COMMITMENT_SIZE);
        }
        return binds(purpose, cipher.binds())
                ? Optional.empty()
                : Optional.of("DEK " + dek + " binds " + cipher.binds() + "; a storage DEK binds 0, a raft DEK 1 or 2");
    }

    private static boolean binds(Purpose purpose, int binds) {
        return purpose == Purpose.STORAGE
                ? binds == DekCipher.NOTHING
                : binds == DekCipher.TERM || binds == DekCipher.TERM_AND_INDEX;
    }
}
