package io.quorumseal.core;

import io.quorumseal.api.KekException;
import java.time.Instant;
import java.util.Optional;

/**
 * How the KEK is doing, as found by wrapping and unwrapping in the background. A KEK that is ill ends or stalls nothing
 * that is open: values and payloads are sealed and opened by the keys in memory.
 */
public sealed interface KekHealth {

    /** One word for each, for who shows it. */
    enum Word {
        /** {@link Off}. */
        OFF,
        /** {@link Unknown}. */
        UNKNOWN,
        /** {@link Well}. */
        WELL,
        /** {@link Ill}. */
        ILL
    }

    /**
     * Says it in one word.
     *
     * @return the word
     */
    Word word();

    /** Encryption is off. */
    record Off() implements KekHealth {
        @Override
        public Word word() {
            return Word.OFF;
        }
    }

    /** It has not been tested yet. */
    record Unknown() implements KekHealth {
        @Override
        public Word word() {
            return Word.UNKNOWN;
        }
    }

    /**
     * It wraps and unwraps.
     *
     * @param since when that was first found, or found again
     */
    record Well(Instant since) implements KekHealth {
        @Override
        public Word word() {
            return Word.WELL;
        }
    }

    /**
     * It fails: starts and new keys will fail, too.
     *
     * @param since when that was first found
     * @param kind how it failed the last time; empty if the failure is not one that a KEK should have
     * @param why what it said the last time, for people
     */
    record Ill(Instant since, Optional<KekException.Kind> kind, String why) implements KekHealth {
        @Override
        public Word word() {
            return Word.ILL;
        }
    }
}
