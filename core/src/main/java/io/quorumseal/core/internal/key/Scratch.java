package io.quorumseal.core.internal.key;

import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Brings each message to the cipher in arrays: between other buffers a cipher is several times slower, and what an engine
 * hands in is mostly a buffer that cannot be written. Such a message is copied once on its way in, or out, or both.
 *
 * <p>Arrays that messages are copied to serve one message at a time. The process has {@link SlotPool#SIZE} pairs of them,
 * however many DEKs and salts there are; none that is kept has more than {@value #MOST_KEPT} bytes. A plaintext is zeroed
 * in them before the next message.
 */
final class Scratch implements AutoCloseable {
    /** Takes a message of 64 KiB with all that sealing adds. */
    static final int MOST_KEPT = 65 * 1024;

    private static final int INITIAL = 1024;
    private static final SlotPool<Scratch> IDLE = new SlotPool<>(() -> new Slot<>(new Scratch(), new byte[0]));

    private final Room in = new Room(INITIAL, MOST_KEPT);
    private final Room out = new Room(INITIAL, MOST_KEPT);

    /** Seals as {@link Sealer#seal} does, with the slot's cipher and nonce. */
    static void seal(Slot<Sealer> slot, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
        if (plaintext.hasArray() && out.hasArray()) {
            slot.cipher().seal(slot.nonce(), aad, plaintext, out);
            return;
        }
        Slot<Scratch> scratch = IDLE.take();
        try {
            scratch.cipher().sealCopied(slot, aad, plaintext, out);
        } finally {
            IDLE.give(scratch);
        }
    }

    /** Opens as {@link Opener#open} does, with the slot's cipher and nonce. */
    static void open(Slot<Opener> slot, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        if (sealed.hasArray() && out.hasArray()) {
            slot.cipher().open(slot.nonce(), aad, sealed, out);
            return;
        }
        Slot<Scratch> scratch = IDLE.take();
        try {
            scratch.cipher().openCopied(slot, aad, sealed, out);
        } finally {
            IDLE.give(scratch);
        }
    }

    private void sealCopied(Slot<Sealer> slot, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
        boolean copiedIn = !plaintext.hasArray();
        boolean copiedOut = !out.hasArray();
        ByteBuffer from = copiedIn ? copied(plaintext) : plaintext;
        ByteBuffer to = copiedOut ? this.out.of(plaintext.remaining() + Suite.TAG_SIZE) : out;
        try {
            slot.cipher().seal(slot.nonce(), aad, from, to);
            if (copiedOut) {
                out.put(to.flip());
            }
        } finally {
            if (copiedIn) {
                zero(from);
            }
        }
    }

    private void openCopied(Slot<Opener> slot, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        boolean copiedOut = !out.hasArray();
        ByteBuffer from = sealed.hasArray() ? sealed : copied(sealed);
        ByteBuffer to = copiedOut ? this.out.of(sealed.remaining() - Suite.TAG_SIZE) : out;
        try {
            slot.cipher().open(slot.nonce(), aad, from, to);
            if (copiedOut) {
                out.put(to.flip());
            }
        } finally {
            if (copiedOut) {
                zero(to);
            }
        }
    }

    private ByteBuffer copied(ByteBuffer message) {
        ByteBuffer copy = in.of(message.remaining());
        message.get(message.position(), copy.array(), copy.arrayOffset(), copy.limit());
        return copy;
    }

    private static void zero(ByteBuffer used) {
        Arrays.fill(used.array(), used.arrayOffset(), used.arrayOffset() + used.limit(), (byte) 0);
    }

    @Override
    public void close() {
        // Nothing is left in it.
    }
}
