package io.quorumseal.core.internal.flight;

/** Something that takes time, from when it was asked for until it ends. What never ends is not recorded. */
@FunctionalInterface
public interface Span {
    /** Nobody records it. */
    Span UNRECORDED = outcome -> {};

    /**
     * Ends it.
     *
     * @param outcome how; one word
     */
    void end(String outcome);
}
