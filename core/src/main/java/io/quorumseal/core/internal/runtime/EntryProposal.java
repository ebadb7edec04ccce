package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Envelope;
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
    private final Node node;
    private final GroupId group;
    private final Gate gate;
    private final long term;
    private final EncryptionEntry entry;
    private final Optional<UnaryOperator<ByteBuffer>> sealer;
    private @Nullable ByteBuffer bytes;

    EntryProposal(
            Node node,
            GroupId group,
            Gate gate,
            long term,
            EncryptionEntry entry,
            Optional<UnaryOperator<ByteBuffer>> sealer) {
        this.node = node;
        this.group = group;
        this.gate = gate;
        this.term = term;
        this.entry = entry;
        this.sealer = sealer;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public int maxSize() {
        return Envelope.sealedSize(EntryFrame.frame(entry).length);
    }

    @Override
    public void recheck(long now) {
        if (now != term && node.leadingReady(group).filter(l -> l.term() == now).isEmpty()) {
            throw new RetryableException(Reason.TERM_CHANGED, "this node is not ready to lead in term " + now);
        }
        boolean mustSeal =
                gate.markerIn(now) || node.state().group(group).cutover().isPresent();
        if (mustSeal && sealer.isEmpty()) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED, "the entry has to be sealed and nothing was reserved for that");
        }
    }

    @Override
    public ByteBuffer bytesAt(long now, long index) {
        boolean behindMarker = gate.sealsAt(now, index);
        boolean seal = behindMarker || node.cutOverBefore(group, index);
        EncryptionEntry logged = now == term || ownRegistration() ? entry : voided(now);
        if (!seal && logged.marker().isPresent()) {
            gate.appending(now, index);
        }
        return framed(logged, seal);
    }

    @Override
    public ByteBuffer bytes() {
        return framed(entry, node.state().group(group).cutover().isPresent());
    }

    private boolean ownRegistration() {
        return entry instanceof EncryptionEntry.RegisterWriter register
                && register.registration().node().equals(node.config().nodeId());
    }

    private EncryptionEntry voided(long now) {
        return new EncryptionEntry.Void("checked in term " + term + ", appended in term " + now);
    }

    /** Sealed once only: a count is for one plaintext. */
    private ByteBuffer framed(EncryptionEntry logged, boolean seal) {
        if (bytes == null) {
            ByteBuffer plain = ByteBuffer.wrap(EntryFrame.frame(logged));
            bytes = seal
                    ? sealer.orElseThrow(() -> new IllegalStateException("recheck was not called in this term"))
                            .apply(plain)
                    : plain;
        }
        return bytes.duplicate();
    }

    /** Who proposed lets go of what it reserved, when the outcome is known. */
    @Override
    public void close() {}
}
