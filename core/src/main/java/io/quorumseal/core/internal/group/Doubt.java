package io.quorumseal.core.internal.group;

import io.quorumseal.api.EncryptionEntry;
import org.jspecify.annotations.Nullable;

/**
 * Whether what became of the group's last encryption entry is known. It is in doubt while its outcome was not told in
 * time; that it is applied here proves it, and so does anything of a later term, because it cannot come behind that.
 */
final class Doubt {
    private volatile @Nullable Pending pending;

    private record Pending(long term, EncryptionEntry entry, boolean inDoubt) {
        boolean isProvedBy(long appliedTerm, @Nullable EncryptionEntry applied) {
            return appliedTerm > term || (appliedTerm == term && entry.equals(applied));
        }
    }

    /** An entry goes to the engine; those of earlier terms are in doubt no more. */
    synchronized void proposing(long term, EncryptionEntry entry) {
        pending = new Pending(term, entry, false);
    }

    /** Nobody told in time what became of the entry. */
    synchronized void begin() {
        Pending proposed = pending;
        if (proposed != null) {
            pending = new Pending(proposed.term(), proposed.entry(), true);
        }
    }

    /** The outcome was told. */
    synchronized void none() {
        pending = null;
    }

    boolean isIn(long term) {
        Pending proposed = pending;
        return proposed != null && proposed.inDoubt() && proposed.term() == term;
    }

    boolean is() {
        Pending proposed = pending;
        return proposed != null && proposed.inDoubt();
    }

    /**
     * Something is applied here; tells whether that ends a doubt.
     *
     * @param entry the encryption entry that it is; null if it is a payload
     */
    boolean endsWith(long term, @Nullable EncryptionEntry entry) {
        return pending != null && proved(term, entry);
    }

    private synchronized boolean proved(long term, @Nullable EncryptionEntry entry) {
        Pending proposed = pending;
        if (proposed == null || !proposed.isProvedBy(term, entry)) {
            return false;
        }
        pending = null;
        return proposed.inDoubt();
    }
}
