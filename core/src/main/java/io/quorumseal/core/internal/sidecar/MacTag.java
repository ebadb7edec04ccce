package io.quorumseal.core.internal.sidecar;

/**
 * The MAC that a file carries.
 *
 * @param source what its key is derived from
 * @param value 64 hex digits in lower case
 */
record MacTag(MacSource source, String value) {
    /** What stands in the place of the value while the MAC is computed. */
    static final String BLANK = "0".repeat(64);

    static MacTag blank(MacSource source) {
        return new MacTag(source, BLANK);
    }
}
