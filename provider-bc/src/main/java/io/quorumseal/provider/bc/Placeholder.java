package io.quorumseal.provider.bc;

/** Placeholder. */
public final class Placeholder {
    private Placeholder() {}
}
