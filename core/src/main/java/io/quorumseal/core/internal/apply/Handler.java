package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.LogPosition;

/**
 * Decides about entries of one kind, without side effects; so a dry run and the real thing are the same code.
 *
 * @param <E> the kind
 */
interface Handler<E extends EncryptionEntry> {

    /**
     * Decides.
     *
     * @throws HaltApplyException if the entry may not stand where it stands
     */
    Decision decide(Scene scene, E entry);

    static HaltApplyException malformed(LogPosition at, String what) {
        return new HaltApplyException(Reason.MALFORMED, "malformed encryption entry at " + at + ": " + what);
    }

    static HaltApplyException forbidden(LogPosition at, String what) {
        return new HaltApplyException(Reason.FORBIDDEN, "forbidden encryption entry at " + at + ": " + what);
    }

    static HaltApplyException notBootstrapped(LogPosition at) {
        return new HaltApplyException(
                Reason.NOT_BOOTSTRAPPED, "the entry at " + at + " needs keys, and the cluster has none");
    }
}
