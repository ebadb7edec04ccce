package io.quorumseal.core;

import io.quorumseal.api.GroupId;

/**
 * Is told what happens. Called on whatever thread it happens on: it returns at once, calls nothing of QuorumSeal and
 * throws nothing.
 */
@FunctionalInterface
public interface SealListener {

    /** What happened. */
    enum Event {
        /** The runtime opened. */
        OPENED,
        /** This opening is registered under a DEK. */
        REGISTERED,
        /** A group's wrap was installed: its payloads are sealed from now on, or under another DEK. */
        WRAP_INSTALLED,
        /** An encryption entry was applied. */
        ENTRY_APPLIED,
        /** Apply of a group waits for something. */
        STALLED,
        /** Apply of a group goes on. */
        RESUMED,
        /** Apply of a group halted. */
        HALTED,
        /** The node can be opened few times more. */
        OPENINGS_RUN_OUT,
        /** The stored values of this node are sealed under the active DEK, and were counted. */
        REWRITTEN,
        /** No log and no snapshot of this node holds cleartext or needs an older raft DEK. */
        PURGED,
        /** The KEK fails, or does not answer: what is open goes on, and starts and new keys will fail. */
        KEK_ILL,
        /** The KEK works again. */
        KEK_WELL,
        /** Something in the background failed and will be tried again. */
        TROUBLE
    }

    /**
     * Is told.
     *
     * @param event what happened
     * @param group in which group; the control group where none applies
     * @param text one line for people; no secrets
     */
    void on(Event event, GroupId group, String text);
}
