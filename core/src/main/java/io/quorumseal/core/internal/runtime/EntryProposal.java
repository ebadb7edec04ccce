package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.format.EntryFrame;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An encryption entry on its way to the log, dry-run in one term. In another term it comes out as void; but not the
 * node's own registration, which is harmless in any term and must have the same bytes in all. It is sealed like any
 * payload behind a cutover; the marker that makes the cutover is not.
 */
final class EntryProposal implements Proposal {
    private final Appends at;
    private final EncryptionEntry entry;
    private final Optional<UnaryOperator<ByteBuffer>> sealer;
    private @Nullable ByteBuffer bytes;

    EntryProposal(Appends at, EncryptionEntry entry, Optional<UnaryOperator<ByteBuffer>> sealer) {
        this.at = at;
        this.entry = entry;
        this.sealer = sealer;
    }

    @Override
    public long term() {
        return at.term();
    }

    @Override
    public int maxSize() {
        return at.node().keyring().sealedSize(EntryFrame.frame(entry).length);
    }

    @Override
    public void recheck(long now) {
        at.requireReady(now);
        at.requireSealable(now, sealer.isPresent(), "entry");
    }

    @Override
    public ByteBuffer bytesAt(long now, long index) {
        boolean seal = at.sealsAt(now, index);
        EncryptionEntry logged = now == term() || ownRegistration() ? entry : voided(now);
        if (!seal && logged.marker().isPresent()) {
            at.gate().appending(now, index);
        }
        return framed(logged, seal);
    }

    @Override
    public ByteBuffer bytes() {
        return framed(entry, at.node().state().group(at.group()).cutover().isPresent());
    }

    private boolean ownRegistration() {
        return entry instanceof EncryptionEntry.RegisterWriter register
                && register.registration().node().equals(at.node().config().nodeId());
    }

    private EncryptionEntry voided(long now) {
        return new EncryptionEntry.Void("checked in term " + term() + ", appended in term " + now);
    }

    /** Sealed once only: a count is for one plaintext. */
    private ByteBuffer framed(EncryptionEntry logged, boolean seal) {
        if (bytes == null) {
            ByteBuffer plain = ByteBuffer.wrap(EntryFrame.frame(logged));
            bytes = seal ? sealer.orElseThrow(Appends::notRechecked).apply(plain) : plain;
        }
        return bytes.duplicate();
    }

    /** Who proposed lets go of what it reserved, when the outcome is known. */
    @Override
    public void close() {}
}
