package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A KEK in this process: every KEK of this module is one of these, with a layout and a mechanism. Its files are read
 * once, at opening; nothing here waits, so the time limits of the calls never come into play.
 */
class LocalKek implements Kek {
    private static final WrapContext PROBE = new WrapContext("quorumseal probe", Purpose.STORAGE, new DekId(1));
    private static final int PROBE_LENGTH = 32;

    private final String description;
    private final Layout layout;
    private final Mechanism mechanism;

    /** Takes the mechanism over. The name is the URI without anything secret. */
    LocalKek(String name, Layout layout, Mechanism mechanism) {
        this.description = name + layout.remark();
        this.layout = layout;
        this.mechanism = mechanism;
    }

    /** Makes a KEK from a key of 32 bytes, which stays the caller's. The same key gives the same KEK by any name. */
    static Kek bound(String name, SecretBytes key) {
        byte[] fingerprint = Derivation.FINGERPRINT.from(key);
        Layout layout = new BoundLayout(BlobFormat.SECRET_KEY, fingerprint, fingerprint.length);
        return new LocalKek(name, layout, new SecretKey(SecretBytes.take(Derivation.WRAPPING_KEY.from(key))));
    }

    /** Makes the KEK of {@code file-v0:} from a key, which stays the caller's. */
    static Kek v0(String name, SecretBytes key) {
        return new LocalKek(name, new V0Layout(), new SecretKey(key.copy()));
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Optional<String> fingerprint() {
        return layout.fingerprint();
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return dek.readSecret(plain -> wrap(plain, context));
    }

    private byte[] wrap(byte[] dek, WrapContext context) {
        if (!layout.fits(dek.length)) {
            throw new KekException(
                    KekException.Kind.UNSUPPORTED,
                    description + " does not wrap DEKs of " + dek.length + " bytes; use 32 bytes");
        }
        return Bytes.join(layout.header(), mechanism.seal(dek, layout.aad(context)));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        mechanism.checkOpen();
        layout.checkHeader(wrapped);
        int sealedAt = layout.header().length;
        if (!layout.fits(wrapped.length - sealedAt - mechanism.overhead())) {
            throw corrupt("has a length that no wrapped DEK has (" + wrapped.length + " bytes)");
        }
        byte[] sealed = Arrays.copyOfRange(wrapped, sealedAt, wrapped.length);
        return mechanism
                .open(sealed, layout.aad(context))
                .map(SecretBytes::take)
                .orElseThrow(() -> corrupt(
                        "does not authenticate: it was changed, or wrapped in another context or under another key"));
    }

    private KekException corrupt(String found) {
        return new KekException(
                KekException.Kind.CORRUPT,
                "the wrapped DEK given to " + description + " " + found + "; take it from an intact replica");
    }

    @Override
    public void probe(Duration timeout) {
        try (SecretBytes sample = SecretBytes.random(PROBE_LENGTH, new SecureRandom());
                SecretBytes back = unwrap(wrap(sample, PROBE, timeout), PROBE, timeout)) {
            if (!sample.equals(back)) {
                throw corrupt("came back as another one");
            }
        }
    }

    @Override
    public void close() {
        mechanism.close();
    }

    @Override
    public String toString() {
        return description;
    }
}
