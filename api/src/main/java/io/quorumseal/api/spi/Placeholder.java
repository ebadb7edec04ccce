package io.quorumseal.api.spi;

/** Placeholder. */
public final class Placeholder {
    private Placeholder() {}
}
