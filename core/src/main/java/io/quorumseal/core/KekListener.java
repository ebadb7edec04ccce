package io.quorumseal.core;

import io.quorumseal.api.KekException;
import java.time.Duration;

/**
 * Is told of each attempt to call a KEK, for metrics and traces. It is told nothing secret. Called on the thread that
 * waited for the call: it must return at once, call nothing of QuorumSeal's and throw nothing.
 */
@FunctionalInterface
public interface KekListener {

    /** What the KEK was asked for. */
    enum Operation {
        /** To be opened, or to say what it is. */
        OPEN,
        /** To wrap a DEK. */
        WRAP,
        /** To unwrap one DEK, or a batch. */
        UNWRAP,
        /** To wrap a wrapped DEK anew. */
        REWRAP,
        /** To show that it works. */
        PROBE
    }

    /** The result of an attempt. */
    sealed interface Outcome {

        /** It succeeded. */
        record Ok() implements Outcome {}

        /**
         * It failed as KEKs do, or was given up.
         *
         * @param kind how; for a batch, how the first DEK that failed did
         */
        record Failed(KekException.Kind kind) implements Outcome {}

        /**
         * It failed as KEKs should not, or was closed meanwhile.
         *
         * @param type the class of the exception
         */
        record Threw(String type) implements Outcome {}
    }

    /**
     * One attempt.
     *
     * @param kek the KEK's description; empty while it is being opened
     * @param operation what it was asked for
     * @param outcome its result
     * @param took how long the caller waited
     * @param attempt which attempt of the call it was, from 1
     */
    record Call(String kek, Operation operation, Outcome outcome, Duration took, int attempt) {}

    /**
     * Is told.
     *
     * @param call the attempt
     */
    void on(Call call);
}
