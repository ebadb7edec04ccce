package io.quorumseal.core;

/**
 * How a node as a whole is doing, as far as keys and sealing go; whether Raft itself goes on is the engine's to tell.
 *
 * @param registered whether this opening is registered under the active DEKs; not before there are any
 * @param ready whether the node takes part: it applies what is logged, and where it leads it admits payloads. A KEK that
 *     fails does not end that
 * @param word how it is doing, in one word
 * @param why all that was found, for people, the gravest first; empty if and only if the word is {@link Word#WELL}
 */
public record NodeHealth(boolean registered, boolean ready, Word word, String why) {

    /** One word, from the best to the gravest. */
    public enum Word {
        /** Nothing is to be done. */
        WELL,
        /** It waits for other members and goes on by itself once they answer. */
        WAITING,
        /** Something is wrong that somebody has to look at, and what is left goes on. */
        ILL,
        /** A group has halted here, and goes on after a restart at the earliest. */
        HALTED,
        /** The cluster refuses this opening: the node applies and seals nothing any more. */
        REFUSED
    }
}
