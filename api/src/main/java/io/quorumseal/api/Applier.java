package io.quorumseal.api;

import java.util.concurrent.CompletionStage;

/**
 * Applies encryption entries in log order on every replica; the only writer of the sidecar's replicated part.
 *
 * <p><b>Guarantees.</b> What an entry changes is durable before {@code apply} returns, in one write of the sidecar;
 * memory is refreshed after that, and the {@link io.quorumseal.api.spi.WrapInstaller} is called last. Applying an
 * entry again, from any older position, is harmless: at or below the recorded index nothing durable changes, and the
 * same wrap ends up installed. The active DEK never moves back, not even for a moment.
 *
 * <p><b>The caller must</b> apply one entry at a time per group, in log order, at its true position; and, after
 * {@link HaltApplyException}, leave the entry unapplied and stop applying this group.
 *
 * <p><b>Threads.</b> Different groups may apply at the same time. No call waits for a KEK while it holds a lock.
 */
public interface Applier {

    /**
     * Applies one entry.
     *
     * @param position where the entry stands
     * @param entry the entry
     * @return what happened; {@link Result.NotYet} means that nothing has changed and that the call has to be repeated
     * @throws HaltApplyException if the entry is malformed or forbidden, a key is not what it claims to be, the
     *     sidecar cannot be written, or the installer failed
     */
    Result apply(LogPosition position, EncryptionEntry entry);

    /** The result of applying an entry. */
    sealed interface Result {
        /**
         * The entry is applied.
         *
         * @param outcome which branch it took
         */
        record Applied(Outcome outcome) implements Result {}

        /**
         * Something is missing that will come: a KEK that does not answer, a DEK or a position of the control log.
         * This is a stall, not a halt, and has no time limit.
         *
         * @param why one line for people
         * @param retry completes when another attempt makes sense; fails if the runtime closes
         */
        record NotYet(String why, CompletionStage<Void> retry) implements Result {}
    }

    /** Which branch an applied entry took. */
    enum Outcome {
        /** The entry changed key state. */
        FRESH,
        /** The entry was applied before, or asks for what is already so; nothing but indexes moved. */
        ALREADY,
        /** A cutover that names a DEK which is no longer active; it never took effect. */
        STALE
    }
}
