package io.quorumseal.core.internal.format;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Registration;

/** A registration: DEK id (4), node id (8), epoch (2). */
final class RegistrationFormat {
    static final int SIZE = 14;

    private RegistrationFormat() {}

    static void write(Registration registration, WireWriter out) {
        out.dekId(registration.dek())
                .u64(registration.node().full())
                .u16(registration.epoch().value());
    }

    static Registration read(WireReader in) {
        return new Registration(in.dekId(), new NodeId(in.u64()), new LocalEpoch(in.u16()));
    }

    /** The length comes before the version here: the reference calls a wrong length malformed whatever the version. */
    static void checkEntryLength(WireReader in) {
        if (in.remaining() != 1 + SIZE) {
            throw in.malformed("a registration has " + (1 + SIZE) + " bytes, found " + in.remaining());
        }
    }
}
