package io.quorumseal.core.internal.key;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals and opens: {@code version (1) ‖ flag (1) ‖ DEK id (4) ‖ nonce ‖ ciphertext ‖ tag (16)}, where the version is the
 * suite: AES-256-GCM with a nonce of 12 bytes, or XAES-256-GCM with one of 24, behind which a log payload has a place tag
 * of 16 bytes.
 *
 * <p>Input buffers of any kind and byte order are read from position to limit and are left as they were; until the call
 * returns no other thread may use them. {@code out} may be the same memory as the input, but not the same object; its
 * position moves behind what was written, and stays where it was if the call fails. The cipher gets arrays only: what
 * has none is copied ({@link Scratch}). Nothing is allocated beside what the cipher itself allocates, unless a buffer
 * without an array has more than {@value Scratch#MOST_KEPT} bytes. Safe for use by several threads.
 */
public final class Envelope {
    /** The binding key of log payloads. */
    public static final ByteBuffer NO_KEY = ByteBuffer.allocate(0);

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
        return named(sealed).filter(dek::equals).isPresent();
    }

    /** Tells which DEK sealed bytes name. What is no envelope names none. */
    public static Optional<DekId> named(ByteBuffer sealed) {
        try {
            return Optional.of(dekOf(sealed));
        } catch (AuthenticationFailedException | MalformedException none) {
            return Optional.empty();
        }
    }

    /**
     * Tells whether bytes are a payload of this log that was sealed under one of the DEKs here, wherever it stood. Costs
     * next to nothing unless they name one.
     */
    public static boolean isPayloadOf(Keyring keyring, Binding log, ByteBuffer bytes) {
        return bytes.remaining() >= Suite.MIN_OVERHEAD && keyring.has(dekBits(bytes)) && opens(keyring, log, bytes);
    }

    /**
     * Tells the same of bytes that come out of a log at a place. Its tag tells also where the log's identity is not the one that
     * they were sealed for, as when an engine tells another one than before.
     */
    public static boolean isPayloadAt(Keyring keyring, Binding log, long term, long index, ByteBuffer bytes) {
        return hasPlace(keyring, term, index, bytes) || isPayloadOf(keyring, log, bytes);
    }

    private static boolean hasPlace(Keyring keyring, long term, long index, ByteBuffer bytes) {
        if (bytes.remaining() < Suite.V2.overhead(Purpose.RAFT) || !keyring.has(dekBits(bytes))) {
            return false;
        }
        try {
            Dek dek = keyring.require(dekBits(bytes));
            boolean bindsPlaces = dek.purpose() == Purpose.RAFT && dek.scheme().suite() == Suite.V2;
            return bindsPlaces
                    && bytes.get(bytes.position()) == Suite.V2.version()
                    && dek.scheme().isAt(term, index, bytes);
        } catch (QuorumSealException gone) {
            return false;
        }
    }

    private static boolean opens(Keyring keyring, Binding log, ByteBuffer sealed) {
        ByteBuffer plain = ByteBuffer.allocate(sealed.remaining());
        try {
            int unused = openAnywhere(keyring, log, sealed, plain);
            return true;
        } catch (QuorumSealException no) {
            return false;
        } finally {
            Arrays.fill(plain.array(), (byte) 0);
        }
    }

    /**
     * Seals under a DEK of suite 1.
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
        check(dek, binding, plaintext, out);
        dek.scheme().seal(count, binding, bindingKey, plaintext, out);
    }

    /**
     * Seals, with the DEK's next nonce; faster than with a count that the caller takes. Otherwise as
     * {@link #seal(Dek, long, Binding, ByteBuffer, ByteBuffer, ByteBuffer)}.
     *
     * @throws RejectedException also if the DEK's counter is exhausted, or payloads have a place ({@link Dek#reserve})
     */
    public static void seal(Dek dek, Binding binding, ByteBuffer bindingKey, ByteBuffer plaintext, ByteBuffer out) {
        check(dek, binding, plaintext, out);
        checkPlaceless(dek, binding);
        dek.scheme().seal(binding, bindingKey, plaintext, out);
    }

    /**
     * Opens a value.
     *
     * @param bindingKey the storage key
     * @param sealed what was sealed
     * @param out receives the plaintext; zeroed there if the bytes are not authentic
     * @return the length of the plaintext
     * @throws MalformedException if the bytes are no envelope, or use a feature that is not known here
     * @throws io.quorumseal.api.UnknownDekException if the DEK is not in the keyring
     * @throws AuthenticationFailedException if the bytes are not what was sealed under this DEK and binding
     * @throws BufferOverflowException if {@code out} is too small
     */
    public static int open(Keyring keyring, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        Dek dek = named(keyring, binding, sealed, out);
        checkPlaceless(dek, binding);
        return open(keyring, dek, binding, bindingKey, sealed, out);
    }

    /**
     * Opens a payload of a log. Otherwise as {@link #open}.
     *
     * @param log what it is bound to
     * @param term the term in which it stands there
     * @param index its index there
     */
    public static int openLogged(
            Keyring keyring, Binding log, long term, long index, ByteBuffer sealed, ByteBuffer out) {
        Dek dek = named(keyring, log, sealed, out);
        int start = out.position();
        int size = open(keyring, dek, log, NO_KEY, sealed, out);
        boolean good = false;
        try {
            good = dek.scheme().isAt(term, index, sealed);
        } catch (RejectedException e) {
            throw unlessRemoved(keyring, dek, e);
        } finally {
            if (!good) {
                out.position(start);
                Scheme.zero(out, start, size);
            }
        }
        if (!good) {
            throw new AuthenticationFailedException();
        }
        return size;
    }

    /** Opens a payload of a log wherever it stands, for who looks only and applies nothing. As {@link #openLogged}. */
    public static int openAnywhere(Keyring keyring, Binding log, ByteBuffer sealed, ByteBuffer out) {
        return open(keyring, named(keyring, log, sealed, out), log, NO_KEY, sealed, out);
    }

    /**
     * Tells how long the plaintext in an envelope is.
     *
     * @throws MalformedException if the bytes are no envelope
     */
    public static int plaintextSize(Purpose purpose, ByteBuffer sealed) {
        int overhead = checkHeader(sealed).overhead(purpose);
        if (sealed.remaining() < overhead) {
            throw tooShort(sealed, overhead);
        }
        return sealed.remaining() - overhead;
    }

    /** Finds the DEK that is named, if an envelope of this length can be of it and has room. */
    private static Dek named(Keyring keyring, Binding binding, ByteBuffer sealed, ByteBuffer out) {
        int size = plaintextSize(binding.purpose(), sealed);
        Suite suite = Suite.of(sealed.get(sealed.position()));
        Dek dek = keyring.require(dekBits(sealed));
        if (dek.purpose() != binding.purpose() || dek.scheme().suite() != suite) {
            throw new AuthenticationFailedException();
        }
        checkRoom(out, size);
        return dek;
    }

    private static int open(
            Keyring keyring, Dek dek, Binding binding, ByteBuffer bindingKey, ByteBuffer sealed, ByteBuffer out) {
        try {
            return dek.scheme().open(binding, bindingKey, sealed, out);
        } catch (RejectedException e) {
            throw unlessRemoved(keyring, dek, e);
        }
    }

    /** A DEK that was removed since it was found is not there. */
    private static RuntimeException unlessRemoved(Keyring keyring, Dek dek, RejectedException e) {
        return e.reason() == RejectedException.Reason.CLOSED
                ? keyring.missing(dek.id().bits())
                : e;
    }

    private static int dekBits(ByteBuffer sealed) {
        return Scheme.inOrderOf(sealed, sealed.getInt(sealed.position() + Scheme.ID_PLACE));
    }

    private static Suite checkHeader(ByteBuffer sealed) {
        if (sealed.remaining() < Suite.MIN_OVERHEAD) {
            throw tooShort(sealed, Suite.MIN_OVERHEAD);
        }
        Suite suite = Suite.of(sealed.get(sealed.position()));
        if (sealed.remaining() < suite.overhead(Purpose.STORAGE)) {
            throw tooShort(sealed, suite.overhead(Purpose.STORAGE));
        }
        return suite;
    }

    /** Tells whether bytes say that they are an envelope of suite 1. */
    public static boolean isOfSuite1(ByteBuffer sealed) {
        return sealed.hasRemaining() && sealed.get(sealed.position()) == Suite.V1.version();
    }

    /** What has a place is sealed with {@link Dek#reserve} and opened with {@link #openLogged}. */
    private static void checkPlaceless(Dek dek, Binding binding) {
        if (dek.scheme().suite().trailer(binding.purpose()) > 0) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    dek + " is of cipher suite " + dek.suite() + ", which binds payloads to their place: name it");
        }
    }

    static void check(Dek dek, Binding binding, ByteBuffer plaintext, ByteBuffer out) {
        checkSealable(dek, binding);
        checkRoom(out, dek.sealedSize(plaintext.remaining()));
    }

    static void checkSealable(Dek dek, Binding binding) {
        checkPurpose(dek, binding);
        checkNotRetired(dek);
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

    private static void checkRoom(ByteBuffer out, int needed) {
        if (out.remaining() < needed) {
            throw new BufferOverflowException();
        }
    }

    private static MalformedException tooShort(ByteBuffer sealed, int least) {
        return new MalformedException(
                Defect.ENVELOPE_SHORT,
                "an envelope of this kind has at least " + least + " bytes, found " + sealed.remaining());
    }
}
