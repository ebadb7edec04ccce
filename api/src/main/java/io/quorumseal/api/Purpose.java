package io.quorumseal.api;

import java.util.Locale;

/** What a DEK seals. */
public enum Purpose {
    /** Values in the state machine's store. */
    STORAGE((byte) 1),
    /** Payloads in the replicated log. */
    RAFT((byte) 2);

    private final byte code;

    Purpose(byte code) {
        this.code = code;
    }

    /**
     * Tells the byte that stands for this purpose in log entries.
     *
     * @return 1 for {@link #STORAGE}, 2 for {@link #RAFT}
     */
    public byte code() {
        return code;
    }

    /**
     * Tells the word that stands for this purpose in the sidecar and in wrap contexts.
     *
     * @return {@code storage} or {@code raft}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
