package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.core.internal.key.Openers.Salt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Suite 2: XAES-256-GCM under a key that is derived from the DEK. Nonces need no memory but this process's, so that it
 * seals from the first moment on.
 */
final class DerivedScheme extends Scheme {
    private static final byte[] NO_SALT = {};

    private final Attributes attributes;
    private final DekKeys keys;
    private final AeadProvider aead;
    private final NonceCounter total;
    private final Randomness random;
    private final Openers openers;
    private final SlotPool<PlaceMac> places;
    private volatile @Nullable SealingKey current;
    private boolean closed;

    /**
     * Makes one that has sealed nothing.
     *
     * @param keys the DEK's keys; its own from here on
     * @param total counts messages, for whoever wants to know
     */
    DerivedScheme(
            DekId id, Attributes attributes, DekKeys keys, AeadProvider aead, NonceCounter total, Randomness random) {
        super(Suite.V2, id);
        this.attributes = attributes;
        this.keys = keys;
        this.aead = aead;
        this.total = total;
        this.random = random;
        openers = new Openers(aead, keys.cipherKey());
        places = new SlotPool<>(() -> new Slot<>(new PlaceMac(keys.macKey(), attributes.binds()), NO_SALT));
    }

    @Override
    Optional<Attributes> attributes() {
        return Optional.of(attributes);
    }

    Openers openers() {
        return openers;
    }

    @Override
    void seal(Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        while (!sealed(sealing(), binding, bindingKey, plaintext, out)) {
            // What was found is replaced by now: the next one is another.
        }
    }

    /** Seals; false if the key was replaced, or has no more nonces and is replaced now. */
    private boolean sealed(
            SealingKey sealing, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        Slot<Sealer> slot = sealing.take();
        if (slot == null) {
            return false;
        }
        try {
            if (sealing.next(slot, total)) {
                seal(slot, binding, bindingKey, plaintext, out);
                leaveRoomForPlace(binding, out);
                counted(sealing, slot.count(plaintext.remaining()));
                return true;
            }
        } finally {
            sealing.give(slot);
        }
        replace(sealing);
        return false;
    }

    private void leaveRoomForPlace(Binding binding, ByteBuffer out) {
        if (suite().trailer(binding.purpose()) > 0) {
            // Zeros, in any byte order.
            out.putLong(0).putLong(0);
        }
    }

    private void counted(SealingKey sealing, long told) {
        if (told > 0) {
            bytes().add(told);
            sealing.count(told);
        }
    }

    /** What is sealed under now. */
    private SealingKey sealing() {
        SealingKey found = current;
        return found == null ? drawn(0) : found;
    }

    /** Draws what is sealed under, unless there is one. */
    synchronized SealingKey drawn(long used) {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this DEK was destroyed");
        }
        SealingKey found = current;
        if (found == null) {
            found = SealingKey.drawn(keys.cipherKey(), aead, random, used);
            current = found;
        }
        return found;
    }

    private synchronized void replace(SealingKey old) {
        if (current == old) {
            reseed();
        }
    }

    @Override
    synchronized void reseed() {
        SealingKey old = current;
        current = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    Reserved reserve(Binding log) {
        log.checkNames();
        Slot<PlaceMac> place = places.take();
        return new Reserved() {
            private boolean over;

            @Override
            public void seal(ByteBuffer plaintext, ByteBuffer out) {
                DerivedScheme.this.seal(log, Envelope.NO_KEY, plaintext, out);
            }

            @Override
            public boolean isCurrent() {
                return true;
            }

            @Override
            public void place(long term, long index, ByteBuffer sealed) {
                if (over) {
                    throw new IllegalStateException(
                            "a payload is placed before what was reserved for it is given back");
                }
                place.cipher().put(term, index, sealed);
            }

            @Override
            public void close() {
                if (!over) {
                    over = true;
                    places.give(place);
                }
            }
        };
    }

    @Override
    int open(Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        long high = high(sealed);
        int low = low(sealed);
        KeyedPool<Opener> known = openers.find(high, low);
        Slot<Opener> slot = known == null ? null : known.take();
        if (known == null || slot == null) {
            return openFirst(new Salt(high, low), binding, bindingKey, sealed, out);
        }
        try {
            return open(slot, binding, bindingKey, sealed, out);
        } finally {
            known.give(slot);
        }
    }

    /** Nothing is remembered of a salt before a tag has proved it. */
    private int openFirst(Salt salt, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        KeyedPool<Opener> fresh = openers.make(salt);
        boolean proved = false;
        try {
            Slot<Opener> slot = fresh.take();
            if (slot == null) {
                throw new IllegalStateException("nobody else closes openers that nobody else has");
            }
            try {
                int size = open(slot, binding, bindingKey, sealed, out);
                proved = true;
                return size;
            } finally {
                fresh.give(slot);
            }
        } finally {
            if (proved) {
                openers.proved(salt, fresh);
            } else {
                fresh.close();
            }
        }
    }

    private static long high(ByteBuffer sealed) {
        long found = sealed.getLong(sealed.position() + Suite.PREFIX_SIZE);
        return sealed.order() == ByteOrder.BIG_ENDIAN ? found : Long.reverseBytes(found);
    }

    private static int low(ByteBuffer sealed) {
        return inOrderOf(sealed, sealed.getInt(sealed.position() + Suite.PREFIX_SIZE + Long.BYTES));
    }

    @Override
    boolean isAt(long term, long index, ByteBuffer sealed) {
        Slot<PlaceMac> place = places.take();
        try {
            return place.cipher().matches(term, index, sealed);
        } finally {
            places.give(place);
        }
    }

    @Override
    ByteBuffer aad(Binding binding, Slot<?> slot, byte flag, int dekBits, ByteBuffer bindingKey) {
        return binding.second(slot, flag, dekBits, bindingKey);
    }

    @Override
    void checkFlag(Binding binding, byte flag) {
        if (flag != NO_FLAG) {
            throw new AuthenticationFailedException();
        }
    }

    FileCipher sealFile(byte[] aad) {
        return FileCipher.begin(FileCipher.Parameters.OURS, keys.macKey(), aad, aead, random);
    }

    FileCipher openFile(byte[] aad, byte[] header) {
        return FileCipher.of(FileCipher.Parameters.OURS, keys.macKey(), aad, header, aead, random);
    }

    @Override
    public synchronized void close() {
        closed = true;
        reseed();
        openers.close();
        places.close();
        keys.close();
    }
}
