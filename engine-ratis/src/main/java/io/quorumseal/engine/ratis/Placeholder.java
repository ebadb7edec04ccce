package io.quorumseal.engine.ratis;

/** Placeholder. */
public final class Placeholder {
    private Placeholder() {}
}
