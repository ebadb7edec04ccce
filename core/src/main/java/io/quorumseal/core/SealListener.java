package io.quorumseal.core;

import io.quorumseal.api.GroupId;

/**
 * Is told what happens. Called on whatever thread it happens on: it must return at once. What it throws is logged and
 * breaks nothing; of what happens while a payload is opened it is told when that call is through, so that it may close
 * the runtime then. Without a listener, events go to the {@link System.Logger} "io.quorumseal", at the level of their
 * severity.
 */
@FunctionalInterface
public interface SealListener {

    /** What happened. */
    enum Event {
        /** The runtime opened. */
        OPENED(Severity.INFO),
        /** Which settings are in force, and who set them; once, behind {@link #OPENED}. Nothing secret. */
        SETTINGS(Severity.INFO),
        /** This opening is registered under a DEK. */
        REGISTERED(Severity.INFO),
        /** A group's wrap was installed: its payloads are sealed from now on, or under another DEK. */
        WRAP_INSTALLED(Severity.INFO),
        /** An encryption entry was applied. */
        ENTRY_APPLIED(Severity.INFO),
        /** Apply of a group waits for something. */
        STALLED(Severity.WARNING),
        /** Apply waits for a DEK, and the KEK says again and again that its wrapped form is at fault. */
        KEY_UNREADABLE(Severity.ERROR),
        /** Apply of a group goes on. */
        RESUMED(Severity.INFO),
        /** Apply of a group halted. */
        HALTED(Severity.ERROR),
        /** The node can be opened only a few more times. */
        OPENINGS_RUN_OUT(Severity.WARNING),
        /**
         * A node asked this leader with an opening number that another process of it had asked with, or a later one: its disk was
         * rolled back, or a copy of its directory runs. In suite 2 nothing repeats; but only one of them may be a member.
         */
        TWIN(Severity.WARNING),
        /** Questions came that proved nothing: somebody who is no member reaches the port that nodes ask each other by. */
        STRANGERS(Severity.WARNING),
        /** Key state fills up: soon something will be refused, which the text names with what makes room. */
        LIMIT_NEAR(Severity.WARNING),
        /** The stored values of this node are sealed under the active DEK, and were counted. */
        REWRITTEN(Severity.INFO),
        /** No log and no snapshot of this node holds cleartext or needs an older raft DEK. */
        PURGED(Severity.INFO),
        /** A retired DEK is still needed on this node: it is kept, for opening only. */
        DEK_KEPT(Severity.WARNING),
        /** A retired DEK that was kept is not needed any more, and is destroyed. */
        DEK_DESTROYED(Severity.INFO),
        /** The KEK fails, or does not answer: what is open goes on, and starts and new keys will fail. */
        KEK_ILL(Severity.WARNING),
        /** The KEK works again. */
        KEK_WELL(Severity.INFO),
        /** Files beside the log are in clear although encryption is on, or could not be sealed: the text names them. */
        UNSEALED(Severity.WARNING),
        /** Something in the background failed and will be tried again. */
        TROUBLE(Severity.WARNING),
        /** The node goes on without an answer from the cluster, as at a cluster's first start, and asks again. */
        NOT_REGISTERED_YET(Severity.INFO);

        private final Severity severity;

        Event(Severity severity) {
            this.severity = severity;
        }

        /**
         * Tells how much it matters.
         *
         * @return the severity
         */
        public Severity severity() {
            return severity;
        }
    }

    /** How much an event matters to whoever runs the node. */
    enum Severity {
        /** Nothing is to be done. */
        INFO,
        /** The node goes on; look at it if it lasts. */
        WARNING,
        /** Part of the node does not go on until somebody does something. */
        ERROR
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
