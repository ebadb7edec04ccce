package io.quorumseal.core.internal.sidecar;

import io.quorumseal.core.internal.format.KeyStateLimits;

/** The sizes beyond which a sidecar is refused, on reading and before writing. */
final class Limits {
    /** The largest file, in bytes. Proposers stop at half of it, so that what they propose can be written by everybody. */
    static final int FILE_BYTES = 32 << 20;

    /** The largest audit file, in bytes: room for half a million records. */
    static final int AUDIT_BYTES = 256 << 20;

    /** How deep objects and arrays may nest; our own use five levels. */
    static final int DEPTH = 32;

    /** The longest number, in digits. */
    static final int NUMBER_DIGITS = 64;

    /** The longest name of a member, in characters. */
    static final int NAME_LENGTH = 1_024;

    /** The longest string that is understood, in characters; holds the largest wrapped DEK in base64. */
    static final int TEXT_LENGTH = 87_384;

    /** The largest wrapped DEK, in bytes; more than is proposed, because the reference's entries have no limit. */
    static final int WRAPPED_BYTES = KeyStateLimits.WRAPPED_DEK_BYTES;

    private Limits() {}
}
