package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A KEK in Vault's Transit engine. Vault derives a key of its own for each context from the KEK, so that what was
 * wrapped in one context does not authenticate in another, and so that its own {@code rewrap} serves.
 *
 * <p>Each method makes one call to Vault, and a second one if Vault denies the first and there is another token to be
 * had, or if what it denies may be a key that is no more.
 */
final class VaultKek implements Kek {
    static final int MAX_BATCH = 250;

    private static final WrapContext PROBE = new WrapContext("quorumseal probe", Purpose.STORAGE, new DekId(1));
    private static final int PROBE_LENGTH = 32;
    private static final int SHORTEST_DEK = 16;
    private static final int LONGEST_DEK = 64;

    private final SecureRandom random = new SecureRandom();
    private final String description;
    private final Blob blob;
    private final Transit transit;
    private final Duration versionTimeout;
    private volatile boolean closed;

    VaultKek(VaultUri uri, Transit transit, Duration versionTimeout) {
        this.blob = new Blob(uri.knownAs());
        this.description = uri.description() + " (fingerprint " + blob.fingerprint() + ")";
        this.transit = transit;
        this.versionTimeout = versionTimeout;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(blob.fingerprint());
    }

    /** Asks Vault, for as long as opening may take. */
    @Override
    public String version() {
        checkOpen();
        return String.valueOf(transit.key(Deadline.after(versionTimeout)).latest());
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        checkOpen();
        if (dek.length() < SHORTEST_DEK || dek.length() > LONGEST_DEK) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description + " does not wrap DEKs of " + dek.length() + " bytes; use 32 bytes");
        }
        Deadline deadline = Deadline.after(timeout);
        return blob.encode(toldApart(deadline, () -> transit.encrypt(dek, context.bytes(), deadline)));
    }

    /**
     * Vault takes encryption under a key that is no more as the wish to create it, and denies that. Whether it is
     * there tells which of the two it was.
     */
    private <T> T toldApart(Deadline deadline, Supplier<T> call) {
        try {
            return call.get();
        } catch (KekException e) {
            if (e.kind() == KekException.Kind.DENIED) {
                throwIfGone(deadline);
            }
            throw e;
        }
    }

    private void throwIfGone(Deadline deadline) {
        try {
            transit.key(deadline);
        } catch (KekException e) {
            if (e.kind() == KekException.Kind.KEY_NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        Unwrapped only =
                unwrapAll(List.of(new Wrapped(wrapped, context)), timeout).get(0);
        if (only instanceof Unwrapped.Failed failed) {
            throw failed.why();
        }
        return ((Unwrapped.Dek) only).secret();
    }

    @Override
    public int maxBatch() {
        return MAX_BATCH;
    }

    @Override
    public List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
        checkOpen();
        List<Transit.Sealed> sent = new ArrayList<>();
        List<Optional<KekException>> refused =
                all.stream().map(one -> prepare(one, sent)).toList();
        List<Unwrapped> answered = sent.isEmpty() ? List.of() : transit.decrypt(sent, Deadline.after(timeout));
        return merge(refused, answered);
    }

    /** Adds to what is sent, or tells why not: what is not of this key never gets to Vault. */
    private Optional<KekException> prepare(Wrapped one, List<Transit.Sealed> sent) {
        try {
            sent.add(new Transit.Sealed(blob.decode(one.bytes()), one.context().bytes()));
            return Optional.empty();
        } catch (KekException e) {
            return Optional.of(e);
        }
    }

    private static List<Unwrapped> merge(List<Optional<KekException>> refused, List<Unwrapped> answered) {
        List<Unwrapped> merged = new ArrayList<>();
        int next = 0;
        for (Optional<KekException> one : refused) {
            merged.add(one.isPresent() ? new Unwrapped.Failed(one.get()) : answered.get(next++));
        }
        return merged;
    }

    /** Has Vault do it: the DEK stays there. */
    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        checkOpen();
        Transit.Sealed old = new Transit.Sealed(blob.decode(wrapped), context.bytes());
        return blob.encode(transit.rewrap(old, Deadline.after(timeout)));
    }

    @Override
    public void probe(Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        try (SecretBytes sample = SecretBytes.random(PROBE_LENGTH, random);
                SecretBytes back = unwrap(wrap(sample, PROBE, timeout), PROBE, Duration.ofNanos(deadline.left()))) {
            if (!sample.equals(back)) {
                throw Failure.NOT_VAULT.error(description);
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw Connection.closed();
        }
    }

    @Override
    public void close() {
        closed = true;
        transit.close();
    }

    @Override
    public String toString() {
        return description;
    }
}
