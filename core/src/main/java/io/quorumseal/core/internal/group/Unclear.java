package io.quorumseal.core.internal.group;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.RetryableException;
import org.jspecify.annotations.Nullable;

/**
 * An encryption entry of which this leader does not know whether it is in the log. Nothing else is proposed in its term
 * until it is applied here, which tells.
 */
final class Unclear {
    private long term;
    private @Nullable EncryptionEntry entry;

    /** An entry of this term may or may not be in the log. */
    synchronized void in(long proposed, EncryptionEntry unknown) {
        term = proposed;
        entry = unknown;
    }

    /** An entry was applied. */
    synchronized void applied(EncryptionEntry known) {
        if (known.equals(entry)) {
            entry = null;
        }
    }

    /** Refuses in the term of an entry whose outcome is open. */
    synchronized void check(long now) {
        if (entry != null && term == now) {
            throw new RetryableException(
                    RetryableException.Reason.BUSY,
                    "whether an earlier encryption entry was appended in term " + now + " is not known; ask again when"
                            + " it is applied, or when the term has changed");
        }
    }
}
