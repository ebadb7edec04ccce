package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.util.Optional;

/**
 * One data key with all that belongs to it: id, purpose, ciphers, and the counter of its nonces.
 *
 * <p>A DEK that was retired may still open; it seals nothing any more, and nobody gets a new lease. The {@link Keyring}
 * closes it. From then on nobody gets a new lease; when the last lease has ended the key bytes
 * are zeroed and the ciphers closed, those in use as soon as their message is through. Safe for use by several
 * threads.
 */
public final class Dek {
    /** Bytes of a role in UTF-8. */
    public static final int LONGEST_ROLE = 0xFFFF;

    private final DekId id;
    private final Purpose purpose;
    private final SecretBytes key;
    private final NonceCounter counter;
    private final Scheme scheme;
    private final LeaseCount leases = new LeaseCount(this::destroy);
    private volatile boolean openOnly;

    Dek(DekId id, Purpose purpose, SecretBytes key, NonceCounter counter, Scheme scheme) {
        this.id = id;
        this.purpose = purpose;
        this.key = key;
        this.counter = counter;
        this.scheme = scheme;
    }

    /** The DEK's id. */
    public DekId id() {
        return id;
    }

    /** What the DEK seals. */
    public Purpose purpose() {
        return purpose;
    }

    /** The cipher suite, the version byte of its envelopes. */
    public byte suite() {
        return scheme.suite().version();
    }

    /** What a DEK of suite 2 was added with. */
    public Optional<Attributes> attributes() {
        return scheme.attributes();
    }

    /**
     * Obtains what sealing one payload needs. The caller has a lease.
     *
     * @param log what the payload is bound to
     * @throws RejectedException if the suite counts and no count is left, or binds to the log's identity and that is not
     *     known
     */
    public LogSeal reserve(Binding log) {
        Envelope.checkSealable(this, log);
        return new LogSeal(this, log, scheme.reserve(log));
    }

    /** Whether files are sealed under it: it is for storage, and of suite 2. */
    public boolean sealsFiles() {
        return purpose == Purpose.STORAGE && scheme instanceof DerivedScheme;
    }

    /**
     * Begins a file. The caller has a lease.
     *
     * @param prefix what stands before the file's header
     * @param role what the file is: 1 to {@value #LONGEST_ROLE} bytes in UTF-8
     * @return its cipher, the caller's
     * @throws RejectedException if the DEK seals no files, or there can be no such role
     */
    public FileCipher sealFile(byte[] prefix, String role) {
        return files().sealFile(bound(prefix, role));
    }

    /**
     * Goes on from a file's header. The caller has a lease.
     *
     * @param prefix what stands before the file's header
     * @param role what the file is
     * @param header the header
     * @return its cipher, the caller's
     * @throws RejectedException as {@link #sealFile}
     * @throws io.quorumseal.api.AuthenticationFailedException if the header was not made under this DEK for this role, or
     *     has other parameters
     */
    public FileCipher openFile(byte[] prefix, String role, byte[] header) {
        return files().openFile(bound(prefix, role), header);
    }

    private DerivedScheme files() {
        if (purpose == Purpose.STORAGE && scheme instanceof DerivedScheme derived) {
            return derived;
        }
        throw new RejectedException(
                RejectedException.Reason.BAD_REQUEST,
                this + " is of cipher suite " + suite() + " and seals no files: they need a storage DEK of suite 2");
    }

    private static byte[] bound(byte[] prefix, String role) {
        return Binding.join(prefix, encoded(role));
    }

    /**
     * Looks whether a file may have a role.
     *
     * @throws RejectedException if there can be no such role
     */
    public static void checkRole(String role) {
        byte[] unused = encoded(role);
    }

    private static byte[] encoded(String role) {
        if (role.isEmpty()) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    "a sealed file needs a role: name what it is, such as backup/orders");
        }
        return Binding.name("a role", role, LONGEST_ROLE);
    }

    /** Has whatever a copy of this process could repeat drawn anew, before the next message. */
    public void reseed() {
        scheme.reseed();
    }

    /** The counts of the nonces that this process seals with under this DEK; of suite 2, how many messages there were. */
    public NonceCounter counter() {
        return counter;
    }

    /**
     * Takes a lease without an object, for calls that must not allocate. Whoever takes it calls {@link #release} once.
     *
     * @throws RejectedException with {@link RejectedException.Reason#CLOSED} if the DEK is closed
     */
    public void acquire() {
        if (openOnly || !leases.tryAcquire()) {
            throw closed();
        }
    }

    /** Ends a lease taken by {@link #acquire}. */
    public void release() {
        leases.release();
    }

    /**
     * Takes a lease to open with, also of a DEK that was retired and is kept.
     *
     * @throws RejectedException with {@link RejectedException.Reason#CLOSED} if the DEK is closed
     */
    public Lease leaseToOpen() {
        if (leases.tryAcquire()) {
            return new Lease(this);
        }
        throw closed();
    }

    private RejectedException closed() {
        return new RejectedException(
                RejectedException.Reason.CLOSED, "DEK " + id + " is closed: it was retired, or the runtime ended");
    }

    /**
     * Takes a lease.
     *
     * @throws RejectedException with {@link RejectedException.Reason#CLOSED} if the DEK is closed
     */
    public Lease lease() {
        acquire();
        return new Lease(this);
    }

    /** Tells whether somebody has a lease. */
    public boolean inUse() {
        return leases.any();
    }

    /** Tells whether the DEK gives no more leases. */
    public boolean isClosed() {
        return leases.isClosed();
    }

    void openOnly() {
        openOnly = true;
    }

    void sealsAgain() {
        openOnly = false;
    }

    /** Tells whether the DEK was retired: it opens, if it is not closed, and seals nothing. */
    public boolean isOpenOnly() {
        return openOnly;
    }

    void close() {
        leases.close();
    }

    boolean holds(Purpose samePurpose, SecretBytes sameKey, Optional<Attributes> same) {
        return purpose == samePurpose && attributes().equals(same) && key.equals(sameKey);
    }

    byte[] derive(byte[] info, int length) {
        return key.<byte[]>readSecret(raw -> Hkdf.derive(raw, info, length));
    }

    /** Tells how long a plaintext is when it is sealed under this DEK. */
    public int sealedSize(int plaintext) {
        return scheme.suite().sealedSize(purpose, plaintext);
    }

    /**
     * Tells how many bytes of plaintext were sealed since the DEK was added. Each sealer keeps less than
     * {@value Slot#COUNTED_ALONE} to itself.
     */
    public long bytesSealed() {
        return scheme.bytes().sum();
    }

    Scheme scheme() {
        return scheme;
    }

    private void destroy() {
        key.close();
        scheme.close();
    }

    @Override
    public String toString() {
        return "Dek[" + id + ", " + purpose.word() + "]";
    }
}
