package io.quorumseal.core.internal.sidecar;

/** The sizes beyond which a sidecar is refused, on reading and before writing. */
final class Limits {
    /** The largest file, in bytes: room for more than 150,000 registry rows. */
    static final int FILE_BYTES = 16 << 20;

    /** The largest audit file, in bytes: room for half a million records. */
    static final int AUDIT_BYTES = 256 << 20;

    /** How deep objects and arrays may nest; our own use five levels. */
    static final int DEPTH = 32;

    /** The longest number, in digits. */
    static final int NUMBER_DIGITS = 64;

    /** The longest name of a member, in characters. */
    static final int NAME_LENGTH = 1_024;

    /** The longest string that is understood, in characters; holds the largest wrapped DEK in base64. */
    static final int TEXT_LENGTH = 8_192;

    /** The largest wrapped DEK, in bytes. */
    static final int WRAPPED_BYTES = 4_096;

    private Limits() {}
}
