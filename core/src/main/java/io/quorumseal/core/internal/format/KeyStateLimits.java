package io.quorumseal.core.internal.format;

/** How large the parts of exported key state may be. Export refuses a state that exceeds them, and so does import. */
public final class KeyStateLimits {
    /** Live DEKs. More than are proposed ({@link ProposalLimits#LIVE_DEKS}), because earlier releases had no limit. */
    public static final int KEYS = 65_536;

    /** Bytes of a wrapped DEK. Larger than proposers may make it, because the reference's entries have no limit. */
    public static final int WRAPPED_DEK_BYTES = 65_536;

    /** Groups. */
    public static final int GROUPS = 65_536;

    /** Bytes of a group's name in UTF-8: three for each of its characters. */
    public static final int GROUP_NAME_BYTES = 600;

    /** Bytes of a log's identity in UTF-8. */
    public static final int LOG_IDENTITY_BYTES = 1_024;

    /** Rows of the writer registry. */
    public static final int REGISTRY_ROWS = 1 << 20;

    /** Ids of retired DEKs. */
    public static final int RETIRED_IDS = 1 << 20;

    /** Bytes of what an audit record says it is about, in UTF-8; holds the longest name of a KEK version and 16 DEK ids. */
    public static final int AUDIT_SUBJECT_BYTES = 640;

    private KeyStateLimits() {}
}
