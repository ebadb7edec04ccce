package io.quorumseal.core.internal.group;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Stalls;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals and opens the values of one scope. Sealing waits for nothing: the opening number is durable and the node's id its own. */
public final class Values implements ValueSeal {
    private final Node node;
    private final Membership membership;
    private final Binding binding;

    /**
     * Makes one.
     *
     * @throws RejectedException if there can be no such scope
     */
    public Values(Node node, Membership membership, String scope) {
        this.node = node;
        this.membership = membership;
        this.binding = Binding.values(scope);
    }

    @Override
    public StoredValue seal(ByteBuffer storageKey, ByteBuffer plaintext) {
        @Nullable Dek dek = sealing();
        ByteBuffer out =
                ByteBuffer.allocate(dek == null ? plaintext.remaining() : dek.sealedSize(plaintext.remaining()));
        return new StoredValue(sealed(dek, storageKey, plaintext, out), out.array());
    }

    @Override
    public boolean seal(ByteBuffer storageKey, ByteBuffer plaintext, ByteBuffer out) {
        return sealed(sealing(), storageKey, plaintext, out);
    }

    /** The DEK that values are sealed under now; null while they are not. */
    private @Nullable Dek sealing() {
        membership.checkNotRefused();
        KeyState state = node.state();
        return state.storageCutover().isEmpty() ? null : dek(state);
    }

    private Dek dek(KeyState state) {
        @Nullable DekId active = state.active().get(Purpose.STORAGE);
        return (active == null ? Optional.<Dek>empty() : node.keyring().find(active)).orElseThrow(Stalls::closedError);
    }

    private boolean sealed(@Nullable Dek dek, ByteBuffer storageKey, ByteBuffer plaintext, ByteBuffer out) {
        if (dek == null) {
            node.tally().cleartext.increment();
            out.put(plaintext.duplicate());
            return false;
        }
        if (storageKey.remaining() > node.config().limits().maxStorageKeySize()) {
            throw new RejectedException(
                    Reason.BAD_REQUEST,
                    "a storage key of " + storageKey.remaining() + " bytes; at most "
                            + node.config().limits().maxStorageKeySize() + " are allowed");
        }
        Envelope.seal(dek, binding, storageKey, plaintext, out);
        node.tally().sealed.increment();
        return true;
    }

    @Override
    public int maxSize(int plaintextSize) {
        return Keyring.maxSize(Purpose.STORAGE, plaintextSize);
    }

    @Override
    public byte[] open(ByteBuffer storageKey, StoredValue value) {
        ByteBuffer stored = ByteBuffer.wrap(value.bytes());
        ByteBuffer out = ByteBuffer.allocate(
                value.sealed() ? Envelope.plaintextSize(Purpose.STORAGE, stored) : stored.remaining());
        int unused = open(storageKey, value.sealed(), stored, out);
        return out.array();
    }

    @Override
    public int open(ByteBuffer storageKey, boolean sealed, ByteBuffer stored, ByteBuffer out) {
        if (!sealed) {
            checkCleartextAllowed();
            int length = stored.remaining();
            out.put(stored.duplicate());
            return length;
        }
        int length = Envelope.open(node.keyring(), binding, storageKey, stored, out);
        node.tally().opened.increment();
        return length;
    }

    private void checkCleartextAllowed() {
        if (node.isCleartextRefused()) {
            throw new RejectedException(
                    Reason.CLEARTEXT_REFUSED,
                    "the store says that a value is not sealed, and node "
                            + node.config().node()
                            + " has counted that it holds none such. Somebody changed the store, or put an old copy of it"
                            + " back: take the values from another member");
        }
    }
}
