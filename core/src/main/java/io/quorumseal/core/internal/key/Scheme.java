package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * How the envelopes of one suite are sealed and opened under one DEK. Purpose, suite, length and room were checked
 * before. Safe for use by several threads.
 */
abstract sealed class Scheme implements AutoCloseable permits CountedScheme, DerivedScheme {
    static final int FLAG_PLACE = 1;
    static final int ID_PLACE = 2;
    static final byte NO_FLAG = 0;

    private final Suite suite;
    private final int bits;
    private final LongAdder bytes = new LongAdder();

    Scheme(Suite suite, DekId id) {
        this.suite = suite;
        this.bits = id.bits();
    }

    final Suite suite() {
        return suite;
    }

    /** How many bytes of plaintext were sealed, as far as the sealers have told. */
    final LongAdder bytes() {
        return bytes;
    }

    /** What the DEK was added with, if its suite has attributes. */
    abstract Optional<Attributes> attributes();

    /** Seals, with the next nonce. */
    abstract void seal(Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out);

    /** Seals with a count that was taken before. */
    void seal(long count, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        throw new RejectedException(
                RejectedException.Reason.BAD_REQUEST,
                "under cipher suite " + suite.version() + " a count is taken when sealing, not before");
    }

    /** What sealing one payload needs. */
    interface Reserved extends AutoCloseable {
        void seal(ByteBuffer plaintext, ByteBuffer out);

        void place(long term, long index, ByteBuffer sealed);

        /** Whether the nonce is one of the opening number that holds now; always, where none is made of it. */
        boolean isCurrent();

        @Override
        void close();
    }

    /** Obtains what sealing a payload needs. */
    abstract Reserved reserve(Binding log);

    /** Opens, whatever the place. */
    abstract int open(Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out);

    /** Tells whether an envelope that opened belongs to this place. */
    abstract boolean isAt(long term, long index, ByteBuffer sealed);

    /** Has whatever a copy of this process could repeat drawn anew. */
    void reseed() {}

    @Override
    public abstract void close();

    /** What the cipher authenticates beside the plaintext. */
    abstract ByteBuffer aad(Binding binding, Slot<?> slot, byte flag, int dekBits, ByteBuffer bindingKey);

    /** Refuses what has authentic flags that are not known here. */
    abstract void checkFlag(Binding binding, byte flag);

    final void seal(Slot<Sealer> slot, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        ByteBuffer aad = aad(binding, slot, NO_FLAG, bits, bindingKey);
        int from = plaintext.position();
        int start = out.position();
        int end = start;
        try {
            out.position(start + suite.headerSize());
            Scratch.seal(slot, aad, plaintext, out);
            // After the cipher: it may have chosen the nonce, and the plaintext may lie where the header goes.
            putHeader(slot, start, out);
            end = out.position();
        } finally {
            plaintext.position(from);
            out.position(end);
        }
    }

    private void putHeader(Slot<?> slot, int start, ByteBuffer out) {
        out.put(start, suite.version()).put(start + FLAG_PLACE, NO_FLAG);
        out.putInt(start + ID_PLACE, inOrderOf(out, bits));
        put(slot.salt(), out, start + Suite.PREFIX_SIZE);
        put(slot.nonce(), out, start + suite.noncePlace());
    }

    /** Between arrays a few bytes are copied at once; a buffer takes them by a call. */
    static void put(byte[] bytes, ByteBuffer out, int place) {
        if (out.hasArray()) {
            System.arraycopy(bytes, 0, out.array(), out.arrayOffset() + place, bytes.length);
        } else {
            out.put(place, bytes);
        }
    }

    /** As {@link #put}, the other way. */
    static void get(ByteBuffer in, int place, byte[] bytes, int from, int size) {
        if (in.hasArray()) {
            System.arraycopy(in.array(), in.arrayOffset() + place, bytes, from, size);
        } else {
            in.get(place, bytes, from, size);
        }
    }

    final int open(Slot<Opener> slot, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        int from = sealed.position();
        int limit = sealed.limit();
        int start = out.position();
        int size = sealed.remaining() - suite.overhead(binding.purpose());
        byte flag = sealed.get(from + FLAG_PLACE);
        ByteBuffer aad = aad(binding, slot, flag, bits, bindingKey);
        get(sealed, from + suite.noncePlace(), slot.nonce(), 0, Suite.NONCE_SIZE);
        boolean good = false;
        try {
            sealed.limit(limit - suite.trailer(binding.purpose())).position(from + suite.headerSize());
            Scratch.open(slot, aad, sealed, out);
            checkFlag(binding, flag);
            good = true;
            return size;
        } finally {
            sealed.limit(limit).position(from);
            out.position(good ? start + size : start);
            if (!good) {
                zero(out, start, size);
            }
        }
    }

    static int inOrderOf(ByteBuffer buffer, int bits) {
        return buffer.order() == ByteOrder.BIG_ENDIAN ? bits : Integer.reverseBytes(bits);
    }

    static void zero(ByteBuffer out, int start, int size) {
        for (int i = 0; i < size; i++) {
            out.put(start + i, (byte) 0);
        }
    }
}
