package io.quorumseal.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What is fuzzed. Each takes any bytes, tells whether they decode, and throws an {@link AssertionError}, or whatever the
 * decoder threw, if something is not as {@link Decoding} says or does not come back as it was.
 */
public enum Target {
    /** What travels between nodes. */
    FRAME(Frames::decodes),
    /** Messages between nodes. */
    PEER_MESSAGE(PeerMessages::decodes),
    /** Sealed values and payloads, of both suites. */
    ENVELOPE(Envelopes::decodes),
    /** Encryption entries of a log. */
    ENTRY(Entries::decodes),
    /** A node's key file. */
    SIDECAR(Sidecars::decodes),
    /** Key state as snapshots and answers carry it. */
    KEY_STATE(KeyStates::decodes),
    /** Audit files, and the records in key state. */
    AUDIT(Audits::decodes);

    @SuppressWarnings("ImmutableEnumChecker") // a method reference, which has no state
    private final Predicate<byte[]> decodes;

    Target(Predicate<byte[]> decodes) {
        this.decodes = decodes;
    }

    /** The name in commands and folders. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Checks what the decoder does with bytes, and tells whether they decode. */
    public boolean decodes(byte[] input) {
        return decodes.test(input);
    }

    /** Finds targets by their ids, separated by commas; all if there is none. */
    static List<Target> named(String ids) {
        return ids.isBlank()
                ? List.of(values())
                : Arrays.stream(ids.split(",", -1)).map(Target::of).toList();
    }

    static Target of(String id) {
        return Arrays.stream(values())
                .filter(target -> target.id().equals(id.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target \"" + id + "\"; there are "
                        + Arrays.stream(values()).map(Target::id).toList()));
    }
}
