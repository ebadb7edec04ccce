package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Suite 1: the DEK is the cipher's key, and a nonce is this opening's prefix and a count of the DEK's. */
final class CountedScheme extends Scheme {
    private static final byte[] NO_SALT = {};

    private final NoncePrefix prefix;
    private final NonceCounter counter;
    private final SlotPool<Sealer> sealers;
    private final SlotPool<Opener> openers;

    CountedScheme(DekId id, SecretBytes key, AeadProvider aead, NoncePrefix prefix, NonceCounter counter) {
        super(Suite.V1, id);
        this.prefix = prefix;
        this.counter = counter;
        sealers = new SlotPool<>(() -> new Slot<>(aead.sealer(key), NO_SALT));
        openers = new SlotPool<>(() -> new Slot<>(aead.opener(key), NO_SALT));
    }

    @Override
    Optional<Attributes> attributes() {
        return Optional.empty();
    }

    @Override
    void seal(Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        binding.checkFirst();
        int first = prefix.bits();
        Slot<Sealer> slot = sealers.take();
        try {
            slot.setNonce(first, slot.nextCount(counter));
            counted(slot, binding, bindingKey, plaintext, out);
        } finally {
            sealers.give(slot);
        }
    }

    @Override
    void seal(long count, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        seal(prefix.bits(), count, binding, bindingKey, plaintext, out);
    }

    private void seal(
            int first, long count, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        binding.checkFirst();
        Slot<Sealer> slot = sealers.take();
        try {
            slot.setNonce(first, count);
            counted(slot, binding, bindingKey, plaintext, out);
        } finally {
            sealers.give(slot);
        }
    }

    private void counted(
            Slot<Sealer> slot, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        seal(slot, binding, bindingKey, plaintext, out);
        long told = slot.count(plaintext.remaining());
        if (told > 0) {
            bytes().add(told);
        }
    }

    @Override
    Reserved reserve(Binding log) {
        int first = prefix.bits();
        long count = counter.next();
        return new Reserved() {
            @Override
            public void seal(ByteBuffer plaintext, ByteBuffer out) {
                CountedScheme.this.seal(first, count, log, Envelope.NO_KEY, plaintext, out);
            }

            @Override
            public boolean isCurrent() {
                return prefix.bits() == first;
            }

            @Override
            public void place(long term, long index, ByteBuffer sealed) {}

            @Override
            public void close() {}
        };
    }

    @Override
    int open(Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        Slot<Opener> slot = openers.take();
        try {
            return open(slot, binding, bindingKey, sealed, out);
        } finally {
            openers.give(slot);
        }
    }

    @Override
    boolean isAt(long term, long index, ByteBuffer sealed) {
        return true;
    }

    @Override
    ByteBuffer aad(Binding binding, Slot<?> slot, byte flag, int dekBits, ByteBuffer bindingKey) {
        return binding.first(slot, flag, dekBits, bindingKey);
    }

    @Override
    void checkFlag(Binding binding, byte flag) {
        if (!binding.understands(flag)) {
            throw new MalformedException(
                    Defect.ENVELOPE_VERSION,
                    "envelope with flag " + (flag & 0xFF) + " (1 is compressed) cannot be read here");
        }
    }

    @Override
    public void close() {
        sealers.close();
        openers.close();
    }
}
