package io.quorumseal.core.internal.format;

import io.quorumseal.api.Purpose;

/** A purpose: 1 is storage, 2 is raft. */
final class PurposeFormat {
    private PurposeFormat() {}

    static Purpose read(WireReader in) {
        int code = in.u8();
        for (Purpose purpose : Purpose.ofDeks()) {
            if (purpose.code() == code) {
                return purpose;
            }
        }
        throw in.malformed("a purpose is 1 (storage) or 2 (raft), found " + code);
    }
}
