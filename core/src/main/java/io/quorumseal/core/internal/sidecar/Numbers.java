package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException.Defect;
import java.util.Optional;
import java.util.OptionalLong;

/** The numbers of the file, with their ranges. */
final class Numbers {
    private static final long UINT32_MAX = 0xFFFF_FFFFL;

    private Numbers() {}

    /** Reads the id that names a member. One id has one spelling, or two members could stand for one key. */
    static DekId keyId(String name) {
        long value = Members.whole(name, UINT32_MAX)
                .orElseThrow(() -> Damage.of(
                        Defect.SIDECAR_KEY_ID_FORMAT, "key id \"" + name + "\" is not a decimal number of 32 bits"));
        if (value == 0) {
            throw Damage.of(Defect.SIDECAR_RESERVED_KEY_ID, "it has a key under the reserved id 0");
        }
        return DekId.of(value);
    }

    /** Reads an id that may be 0 for "none". */
    static Optional<DekId> optionalId(Members members, String name) {
        return idOf(members.number(name, UINT32_MAX));
    }

    static DekId id(JsonValue value) {
        return Members.whole(value, UINT32_MAX)
                .flatMap(Numbers::idOf)
                .orElseThrow(() -> Damage.of("a list of key ids holds something else"));
    }

    private static Optional<DekId> idOf(long value) {
        return value == 0 ? Optional.empty() : Optional.of(DekId.of(value));
    }

    static long index(Members members, String name) {
        return members.number(name, Long.MAX_VALUE);
    }

    /** Reads a log index that is 0, or not there, for "none". */
    static OptionalLong optionalIndex(Members members, String name) {
        long index = index(members, name);
        return index == 0 ? OptionalLong.empty() : OptionalLong.of(index);
    }

    static LocalEpoch epoch(Members members, String name) {
        return new LocalEpoch((int) members.number(name, LocalEpoch.MAX));
    }
}
