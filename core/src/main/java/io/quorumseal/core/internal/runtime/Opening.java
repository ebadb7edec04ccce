package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.QuorumSeal;

/** Opens a runtime. */
public final class Opening {
    private final Settings settings;

    public Opening(Settings settings) {
        this.settings = settings;
    }

    /** Checks everything and opens. */
    public QuorumSeal open() {
        throw new IllegalStateException("not written: " + settings);
    }
}
