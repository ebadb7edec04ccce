package io.quorumseal.core.internal.group;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An encryption entry on its way to the log, dry-run in one term. In another term it comes out as void; but not the
 * node's own registration, which must have the same bytes in any: it is refused there once it would register an opening
 * that is over, which would halt every replica. It is sealed like any payload behind a cutover; the marker that makes the
 * cutover is not, and
 * neither is the acceptance of a log that ends before it.
 */
final class EntryProposal implements Proposal {
    private static final int LONGEST_VOID = EntryFrame.frame(nothing(Long.MAX_VALUE, Long.MAX_VALUE)).length;

    private final Appends at;
    private final EncryptionEntry entry;
    private final Optional<Sealer> sealer;
    private final Runnable beforeMarker;
    private final boolean clear;
    private @Nullable EncryptionEntry framed;
    private @Nullable ByteBuffer bytes;
    private boolean inEnvelope;
    private volatile boolean isVoid;

    EntryProposal(Appends at, EncryptionEntry entry, Optional<Sealer> sealer, Runnable beforeMarker) {
        this.at = at;
        this.entry = entry;
        this.sealer = sealer;
        this.beforeMarker = beforeMarker;
        this.clear = isClear(at.node(), at.group(), entry);
    }

    /** Whether it ends a cutover that is another log's. Who goes by that cutover has not met it in this one. */
    static boolean isClear(Node node, GroupId group, EncryptionEntry entry) {
        return entry instanceof EncryptionEntry.NewLog
                && node.cutoverAboveLog(group).isPresent();
    }

    @Override
    public long term() {
        return at.term();
    }

    /** What it becomes in another term may be longer than what it is. */
    @Override
    public int maxSize() {
        int longest = Math.max(EntryFrame.frame(entry).length, LONGEST_VOID);
        return Keyring.maxSize(Purpose.RAFT, longest);
    }

    @Override
    public void recheck(long now) {
        at.requireSameLog();
        at.requireReady(now);
        if (clear && now != term()) {
            throw new RetryableException(
                    RetryableException.Reason.TERM_CHANGED, "the term changed; the log was not accepted");
        }
        at.requireSealable(now, sealer.isPresent() || clear, "entry");
        if (now != term() && entry instanceof EncryptionEntry.RegisterWriter register && ownRegistration()) {
            requireStillOwn(register.registration());
        }
        if (entry.marker().isPresent()) {
            beforeMarker.run();
        }
    }

    @Override
    public ByteBuffer bytesAt(long now, long index) {
        boolean seal = !clear && at.sealsAt(now, index);
        EncryptionEntry logged = now == term() || ownRegistration() ? entry : voided(now);
        if (!seal && logged.marker().isPresent()) {
            at.gate().appending(now, index);
        }
        return framed(logged, seal, now, index);
    }

    @Override
    public ByteBuffer bytes() {
        at.requireSameLog();
        boolean seal = !clear && at.node().state().group(at.group()).cutover().isPresent();
        return framed(entry, seal, term(), PayloadProposal.ANY_INDEX);
    }

    /** In a term that this node is ready to lead in, all is applied that others may have appended before. */
    private void requireStillOwn(Registration registration) {
        KeyState.@Nullable Writer row = at.node().state().registry().get(KeyState.Row.of(registration));
        boolean over = !at.node().state().active().containsValue(registration.dek())
                || !registration.equals(at.node().registration(registration.dek()))
                || (row != null && row.last().compareTo(registration.epoch()) > 0);
        if (over) {
            throw new RetryableException(
                    RetryableException.Reason.TERM_CHANGED,
                    "the term changed, and opening " + registration.epoch() + " or DEK " + registration.dek()
                            + " is over; not appended");
        }
    }

    private boolean ownRegistration() {
        return entry instanceof EncryptionEntry.RegisterWriter register
                && register.registration().node().equals(at.node().config().nodeId());
    }

    /** Whether it was appended as void. */
    boolean isVoid() {
        return isVoid;
    }

    private EncryptionEntry voided(long now) {
        isVoid = true;
        return nothing(term(), now);
    }

    private static EncryptionEntry nothing(long checked, long appended) {
        return new EncryptionEntry.Void("checked in term " + checked + ", appended in term " + appended);
    }

    /** Sealed once only: a count is for one plaintext. */
    private ByteBuffer framed(EncryptionEntry logged, boolean seal, long now, long index) {
        if (bytes == null || !logged.equals(framed)) {
            requireNotSealed();
            framed = logged;
            ByteBuffer plain = ByteBuffer.wrap(EntryFrame.frame(logged));
            bytes = seal ? sealed(plain) : plain;
            inEnvelope = seal;
        }
        if (!inEnvelope) {
            return bytes.duplicate();
        }
        ByteBuffer placed =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        sealer().place(now, index, placed);
        return placed;
    }

    /** What was reserved seals one plaintext, and another one would repeat its nonce. */
    private void requireNotSealed() {
        if (inEnvelope) {
            throw new RetryableException(
                    RetryableException.Reason.TERM_CHANGED,
                    "the term changed after the entry was sealed; not appended");
        }
    }

    private ByteBuffer sealed(ByteBuffer plain) {
        ByteBuffer sealed = sealer().seal(plain);
        at.node().tally().sealed.increment();
        return sealed;
    }

    private Sealer sealer() {
        return sealer.orElseThrow(Appends::notRechecked);
    }

    /** Who proposed lets go of what it reserved, when the outcome is known. */
    @Override
    public void close() {}
}
