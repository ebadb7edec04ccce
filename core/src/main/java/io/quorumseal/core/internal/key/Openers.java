package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The derived keys that a DEK's envelopes open under, found by their salt: the latest {@value #MOST_KEYS} that a tag
 * proved, and openers for the latest {@value #MOST_CIPHERS}. A salt that nobody has proved is not remembered, so that
 * forged ones drop nothing. Finding an opener takes no lock and allocates nothing. Safe for use by several threads.
 */
final class Openers implements AutoCloseable {
    static final int MOST_KEYS = 1_024;
    static final int MOST_CIPHERS = 64;

    private final AeadProvider aead;
    private final SecretBytes cipherKey;
    private final Map<Salt, SecretBytes> keys = new LinkedHashMap<>();
    private volatile OpenerTable table = OpenerTable.EMPTY;
    private boolean closed;

    /** The 12 bytes of a salt. */
    record Salt(long high, int low) {
        byte[] bytes() {
            return ByteBuffer.allocate(Xaes.SALT_SIZE).putLong(high).putInt(low).array();
        }
    }

    /**
     * Makes it empty.
     *
     * @param cipherKey the key of XAES-256-GCM; stays the caller's
     */
    Openers(AeadProvider aead, SecretBytes cipherKey) {
        this.aead = aead;
        this.cipherKey = cipherKey;
    }

    /** Finds openers that may be closed by now; null if there are none. */
    @Nullable
    KeyedPool<Opener> find(long high, int low) {
        return table.find(high, low);
    }

    /** Makes openers that nobody else finds; the caller has them {@link #proved}, or closes them. */
    KeyedPool<Opener> make(Salt salt) {
        SecretBytes known = known(salt);
        return new KeyedPool<>(
                known == null ? Xaes.derive(cipherKey, salt.bytes()) : known, salt.bytes(), aead::opener);
    }

    private synchronized @Nullable SecretBytes known(Salt salt) {
        SecretBytes key = keys.get(salt);
        return key == null ? null : key.copy();
    }

    /** Remembers openers under which a tag was right; closes those that are too many. */
    synchronized void proved(Salt salt, KeyedPool<Opener> openers) {
        if (closed || find(salt.high(), salt.low()) != null) {
            openers.close();
            return;
        }
        keys.computeIfAbsent(salt, absent -> openers.copyOfKey());
        if (keys.size() > MOST_KEYS) {
            forgetOldest();
        }
        OpenerTable before = table;
        table = before.with(salt, openers, MOST_CIPHERS);
        before.beyond(MOST_CIPHERS - 1).close();
    }

    private void forgetOldest() {
        var oldest = keys.entrySet().iterator();
        oldest.next().getValue().close();
        oldest.remove();
    }

    /** How many derived keys are remembered. */
    synchronized int size() {
        return keys.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        table.beyond(0).close();
        table = OpenerTable.EMPTY;
        keys.values().forEach(SecretBytes::close);
        keys.clear();
    }
}
