package io.quorumseal.core;

/** Placeholder. */
public final class Placeholder {
    private Placeholder() {}
}
