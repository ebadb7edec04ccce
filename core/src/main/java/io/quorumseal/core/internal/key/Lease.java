package io.quorumseal.core.internal.key;

import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps a DEK usable until it is closed, also after the DEK was taken out of the keyring. A second close does nothing. */
public final class Lease implements AutoCloseable {
    private final Dek dek;
    private final AtomicBoolean ended = new AtomicBoolean();

    Lease(Dek dek) {
        this.dek = dek;
    }

    /** The DEK that is kept. */
    public Dek dek() {
        return dek;
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            dek.release();
        }
    }
}
