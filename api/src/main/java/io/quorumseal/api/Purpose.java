package io.quorumseal.api;

import java.util.List;
import java.util.Locale;

/** What a wrapped key is for: what a DEK seals, or what is no DEK. */
public enum Purpose {
    /** Values in the state machine's store. */
    STORAGE((byte) 1),
    /** Payloads in the replicated log. */
    RAFT((byte) 2),
    /** No DEK: a secret by which a node proves itself to one that has no keys yet. Its id is {@link DekId#NONE}. */
    PEER((byte) 3);

    private static final List<Purpose> OF_DEKS = List.of(STORAGE, RAFT);

    private final byte code;

    Purpose(byte code) {
        this.code = code;
    }

    /**
     * Tells what DEKs are for.
     *
     * @return {@link #STORAGE} and {@link #RAFT}
     */
    public static List<Purpose> ofDeks() {
        return OF_DEKS;
    }

    /**
     * Tells the byte that stands for this purpose in log entries and wrap contexts.
     *
     * @return 1 for {@link #STORAGE}, 2 for {@link #RAFT}, 3 for {@link #PEER}
     */
    public byte code() {
        return code;
    }

    /**
     * Tells the word that stands for this purpose in the sidecar and in wrap contexts.
     *
     * @return {@code storage}, {@code raft} or {@code peer}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
