package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Seals and opens: {@code version (1) ‖ flag (1) ‖ DEK id (4) ‖ nonce ‖ ciphertext ‖ tag}, where the version says how
 * long nonce and tag are and which cipher it is.
 *
 * <p>Input buffers of any kind and byte order are read from position to limit and are left as they were; until the call
 * returns no other thread may use them. {@code out} may be the same memory as the input, but not the same object; its
 * position moves behind what was written, and stays where it was if the call fails. Nothing is allocated beside what
 * the cipher itself allocates. Safe for use by several threads.
 */
public final class Envelope {
    /** The binding key of log payloads. */
    public static final ByteBuffer NO_KEY = ByteBuffer.allocate(0);

    private static final int FLAG_PLACE = 1;
    private static final int ID_PLACE = 2;
    private static final byte NO_FLAG = 0;

    private Envelope() {}

    /**
     * Reads which DEK sealed bytes name.
     *
     * @throws MalformedException if the bytes are no envelope
     * @throws AuthenticationFailedException if they name DEK 0, under which nothing is ever sealed
     */
    public static DekId dekOf(ByteBuffer sealed) {
        checkHeader(sealed);
        int bits = dekBits(sealed);
        if (bits == 0) {
            throw new AuthenticationFailedException();
        }
        return new DekId(bits);
    }

    /** Tells whether sealed bytes name a DEK. What is no envelope names none. */
    public static boolean names(DekId dek, ByteBuffer sealed) {
        try {
            return dekOf(sealed).equals(dek);
        } catch (AuthenticationFailedException | MalformedException none) {
            return false;
        }
    }

    /**
     * Tells whether bytes are a log payload that was sealed under one of the DEKs here. Costs next to nothing unless they
     * name one.
     */
    public static boolean isPayloadOf(Keyring keyring, ByteBuffer bytes) {
        return bytes.remaining() >= Suite.MIN_OVERHEAD && keyring.has(dekBits(bytes)) && opens(keyring, bytes);
    }

    private static boolean opens(Keyring keyring, ByteBuffer sealed) {
        ByteBuffer plain = ByteBuffer.allocate(sealed.remaining());
        try {
            int unused = open(keyring, Binding.RAFT, NO_KEY, sealed, plain);
            return true;
        } catch (QuorumSealException no) {
            return false;
        } finally {
            Arrays.fill(plain.array(), (byte) 0);
        }
    }

    /**
     * Seals.
     *
     * @param dek the DEK; sealing fails once it is closed and the last lease on it has ended
     * @param count a count from the DEK's counter, used for nothing else; or 0 for the node's own registration
     * @param bindingKey the storage key; empty for a log payload
     * @param plaintext what to seal
     * @param out receives {@link Dek#sealedSize} bytes
     * @throws RejectedException if the DEK is of the other purpose, or destroyed
     * @throws io.quorumseal.api.RetryableException if sealing has not started
     * @throws BufferOverflowException if {@code out} is too small
     */
    public static void seal(
            Dek dek, long count, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        int prefix = checkedPrefix(dek, binding, plaintext, out);
        Slot<Sealer> slot = dek.sealers().take();
        try {
            slot.setNonce(prefix, count);
            sealWith(slot, dek, binding, bindingKey, plaintext, out);
        } finally {
            dek.sealers().give(slot);
        }
    }

    /**
     * Seals, with a count from the DEK's counter; faster than with one that the caller takes. Otherwise as
     * {@link #seal(Dek, long, Binding, ByteBuffer, ByteBuffer, ByteBuffer)}.
     *
     * @throws RejectedException also if the DEK's counter is exhausted
     */
    public static void seal(Dek dek, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        int prefix = checkedPrefix(dek, binding, plaintext, out);
        Slot<Sealer> slot = dek.sealers().take();
        try {
            slot.setNonce(prefix, slot.nextCount(dek.counter()));
            sealWith(slot, dek, binding, bindingKey, plaintext, out);
        } finally {
            dek.sealers().give(slot);
        }
    }

    /**
     * Opens.
     *
     * @param bindingKey the storage key; empty for a log payload
     * @param sealed what was sealed
     * @param out receives the plaintext; zeroed there if the bytes are not authentic
     * @return the length of the plaintext
     * @throws MalformedException if the bytes are no envelope, or use a feature that is not known here
     * @throws io.quorumseal.api.UnknownDekException if the DEK is not in the keyring
     * @throws AuthenticationFailedException if the bytes are not what was sealed under this DEK and binding
     * @throws BufferOverflowException if {@code out} is too small
     */
    public static int open(Keyring keyring, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        Suite suite = checkHeader(sealed);
        Dek dek = keyring.require(dekBits(sealed));
        if (dek.purpose() != binding.purpose() || dek.suite() != suite) {
            throw new AuthenticationFailedException();
        }
        checkRoom(out, sealed.remaining() - suite.overhead());
        Slot<Opener> slot = keyring.opener(dek);
        try {
            return openWith(slot, suite, binding, bindingKey, sealed, out);
        } finally {
            dek.openers().give(slot);
        }
    }

    private static void sealWith(
            Slot<Sealer> slot, Dek dek, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        Suite suite = dek.suite();
        int bits = dek.id().bits();
        ByteBuffer aad = binding.aad(slot, suite.version(), NO_FLAG, bits, bindingKey);
        int from = plaintext.position();
        int start = out.position();
        int end = start;
        try {
            out.position(start + suite.headerSize());
            slot.cipher().seal(slot.nonce(), aad, plaintext, out);
            // After the cipher: it may have chosen the nonce, and the plaintext may lie where the header goes.
            putHeader(out, start, suite, bits, slot.nonce());
            slot.count(plaintext.position() - from, dek.bytes());
            end = out.position();
        } finally {
            plaintext.position(from);
            out.position(end);
        }
    }

    private static int openWith(
            Slot<Opener> slot, Suite suite, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        int from = sealed.position();
        int start = out.position();
        byte flag = sealed.get(from + FLAG_PLACE);
        ByteBuffer aad = binding.aad(slot, suite.version(), flag, dekBits(sealed), bindingKey);
        sealed.get(from + Suite.PREFIX_SIZE, slot.nonce());
        int size = sealed.remaining() - suite.overhead();
        boolean good = false;
        try {
            sealed.position(from + suite.headerSize());
            slot.cipher().open(slot.nonce(), aad, sealed, out);
            checkFlag(binding, flag);
            good = true;
            return size;
        } finally {
            sealed.position(from);
            out.position(good ? start + size : start);
            if (!good) {
                zero(out, start, size);
            }
        }
    }

    private static void putHeader(ByteBuffer out, int start, Suite suite, int bits, byte[] nonce) {
        out.put(start, suite.version()).put(start + FLAG_PLACE, NO_FLAG);
        out.putInt(start + ID_PLACE, inOrderOf(out, bits));
        out.put(start + Suite.PREFIX_SIZE, nonce);
    }

    private static int dekBits(ByteBuffer sealed) {
        return inOrderOf(sealed, sealed.getInt(sealed.position() + ID_PLACE));
    }

    private static int inOrderOf(ByteBuffer buffer, int bits) {
        return buffer.order() == ByteOrder.BIG_ENDIAN ? bits : Integer.reverseBytes(bits);
    }

    private static Suite checkHeader(ByteBuffer sealed) {
        if (sealed.remaining() < Suite.MIN_OVERHEAD) {
            throw tooShort(sealed);
        }
        Suite suite = Suite.of(sealed.get(sealed.position()));
        if (sealed.remaining() < suite.overhead()) {
            throw tooShort(sealed);
        }
        return suite;
    }

    private static int checkedPrefix(Dek dek, Binding binding, ByteBuffer plaintext, ByteBuffer out) {
        checkPurpose(dek, binding);
        checkNotRetired(dek);
        checkRoom(out, dek.sealedSize(plaintext.remaining()));
        return dek.noncePrefix();
    }

    private static void checkPurpose(Dek dek, Binding binding) {
        if (dek.purpose() != binding.purpose()) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    dek + " does not seal what is bound as " + binding + ": use the active DEK of the right purpose");
        }
    }

    private static void checkNotRetired(Dek dek) {
        if (dek.isOpenOnly()) {
            throw new RejectedException(
                    RejectedException.Reason.CLOSED,
                    dek + " was retired: it opens what this node still has, and seals nothing");
        }
    }

    private static void checkFlag(Binding binding, byte flag) {
        if (!binding.understands(flag)) {
            throw new MalformedException(
                    Defect.ENVELOPE_VERSION,
                    "envelope with flag " + (flag & 0xFF) + " (1 is compressed) cannot be read here");
        }
    }

    private static void checkRoom(ByteBuffer out, int needed) {
        if (out.remaining() < needed) {
            throw new BufferOverflowException();
        }
    }

    private static MalformedException tooShort(ByteBuffer sealed) {
        return new MalformedException(
                Defect.ENVELOPE_SHORT,
                "an envelope has at least " + Suite.MIN_OVERHEAD + " bytes, found " + sealed.remaining());
    }

    private static void zero(ByteBuffer out, int start, int size) {
        for (int i = 0; i < size; i++) {
            out.put(start + i, (byte) 0);
        }
    }
}
