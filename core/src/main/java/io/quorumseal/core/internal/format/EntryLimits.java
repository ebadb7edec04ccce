package io.quorumseal.core.internal.format;

/** How large the parts of log entries may be. Proposers keep to them; decoders refuse what exceeds them. */
public final class EntryLimits {
    /** Registrations in a bootstrap; two for each member. */
    public static final int REGISTRATIONS = 16_384;

    /** DEKs in a rewrap. */
    public static final int REWRAPPED_DEKS = 4_096;

    /**
     * Bytes of a wrapped DEK in a rewrap or among new keys. In the reference's kinds only the entry's own length bounds it, so a
     * proposer has to check.
     */
    public static final int WRAPPED_DEK_BYTES = 4_096;

    /** Bytes of a KEK version's name, in UTF-8. */
    public static final int KEK_VERSION_BYTES = 256;

    /** Bytes of a void entry's reason, in UTF-8. */
    public static final int REASON_BYTES = 256;

    /** Bytes of key state in an entry that accepts a log which began anew. */
    public static final int KNOWN_BYTES = 1 << 26;

    private EntryLimits() {}
}
