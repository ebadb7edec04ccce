package io.quorumseal.core;

import io.quorumseal.api.Applier;
import io.quorumseal.api.EncryptionEntry;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** What a logged payload turned out to be. */
public sealed interface Opened {

    /**
     * A payload of the vendor's, to be applied by the vendor's state machine.
     *
     * @param plaintext the payload, from position to limit; may be the same memory as the logged bytes
     */
    record Payload(ByteBuffer plaintext) implements Opened {}

    /**
     * An encryption entry; it is already applied and the vendor's state machine must not see it.
     *
     * @param entry the entry
     * @param outcome which branch it took
     */
    record Ours(EncryptionEntry entry, Applier.Outcome outcome) implements Opened {}

    /**
     * Something is missing that will come; nothing was changed. Apply of this group stalls: ask again when
     * {@code retry} completes, and apply nothing of this group before that. There is no time limit.
     *
     * @param why one line for people
     * @param retry completes when another attempt makes sense; fails if the runtime closes
     */
    record NotYet(String why, CompletionStage<Void> retry) implements Opened {}
}
