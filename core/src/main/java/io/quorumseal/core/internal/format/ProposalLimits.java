package io.quorumseal.core.internal.format;

/**
 * How far entries that are proposed may let key state grow. What was committed is applied, imported and exported beyond
 * them, as far as {@link KeyStateLimits} and the sidecar's own limits reach: so a member of a later release never stops
 * at what an earlier one proposed.
 */
public final class ProposalLimits {
    /** Live DEKs. */
    public static final int LIVE_DEKS = 4_096;

    /** Live DEKs from which on every member warns: three quarters. */
    public static final int LIVE_DEKS_WARNING = LIVE_DEKS / 4 * 3;

    /** Bytes of the proposer's sidecar, behind an entry that brings keys or a cutover. */
    public static final int SIDECAR_BYTES = 16 << 20;

    /** Bytes of it behind an entry that registers a new member or wraps keys anew: these still have room when keys have none. */
    public static final int SIDECAR_BYTES_WITH_MEMBERS = 24 << 20;

    private ProposalLimits() {}
}
