package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.SidecarStore;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Holds the sidecar in memory and is the only one that writes it: memory never says what is not durable. The audit file
 * follows what it says.
 *
 * <p>Reading never blocks. Updates come one at a time; the function that computes the next sidecar runs under the
 * lock and must not wait for anything.
 */
public final class SidecarKeeper {
    private final SidecarStore store;
    private final SidecarCodec codec;
    private final SidecarMac mac;
    private final MacKeys keys;
    private final AuditFile audit;
    private volatile Sidecar current;
    private boolean broken;

    /**
     * Starts from what was read.
     *
     * @param store where the sidecar is kept
     * @param codec how it is written
     * @param keys makes the MACs
     * @param initial what the store holds, or the sidecar of a new node, which is not written yet
     * @param clock dates the lines of the audit file
     */
    public SidecarKeeper(SidecarStore store, SidecarCodec codec, MacKeys keys, Sidecar initial, InstantSource clock) {
        this.store = store;
        this.codec = codec;
        this.mac = new SidecarMac(codec);
        this.keys = keys;
        this.audit = new AuditFile(store, clock);
        this.current = initial;
    }

    /** Tells the latest sidecar; it is durable, unless it is the initial one of a new node. */
    public Sidecar current() {
        return current;
    }

    /** Reads the records of key events. The key state is durable before them: compare with one that is looked at afterwards. */
    public AuditInspection audit() {
        return AuditInspection.of(store.readAudit().orElseGet(() -> new byte[0]));
    }

    /** How many bytes the file has with another key state, without its MAC. Writes nothing. */
    public int fileSize(KeyState next) {
        return codec.fileSize(current.with(next));
    }

    /**
     * Changes the sidecar: durably first, then in memory. A change that changes nothing writes nothing.
     *
     * @param change computes the next sidecar; what it throws leaves everything as it was
     * @return the sidecar after the change
     * @throws HaltApplyException if the next sidecar cannot be made durable; memory stays as it was, and after a
     *     write that failed every later change fails too
     */
    public synchronized Sidecar update(UnaryOperator<Sidecar> change) {
        requireWhole();
        Sidecar next = change.apply(current);
        if (!next.equals(current)) {
            write(mac.encode(next, keys), next.state());
            current = next;
        }
        return next;
    }

    /** The key file first: it has the latest records too, and the audit file gets at a start what a crash kept from it. */
    private void write(byte[] file, KeyState state) {
        broken = true;
        store.write(file);
        audit.follow(state);
        broken = false;
    }

    private void requireWhole() {
        if (broken) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.STORAGE,
                    "an earlier write of the sidecar failed, and no write is tried again: check the disk, then restart");
        }
    }
}
