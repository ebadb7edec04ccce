package io.quorumseal.testkit;

/** Placeholder. */
public final class Placeholder {
    private Placeholder() {}
}
