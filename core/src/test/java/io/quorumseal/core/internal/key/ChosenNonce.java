package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.nio.ByteBuffer;

/** A keyring whose one DEK of suite 2 seals its first message with a nonce that the test chooses. */
public final class ChosenNonce implements AutoCloseable {
    private final Keyring keyring;
    private final Dek dek;

    /** Takes over the key. */
    public ChosenNonce(AeadProvider aead, DekId id, Attributes attributes, SecretBytes key, byte[] nonce) {
        ByteBuffer chosen = ByteBuffer.wrap(nonce);
        keyring = new Keyring(aead, new NodeId(1), NonceCounter.NO_LIMIT, Grants.unlimited(), chosen::get);
        keyring.add(id, attributes, key);
        dek = keyring.find(id).orElseThrow();
        SealingKey unused = ((DerivedScheme) dek.scheme()).drawn(chosen.getInt(nonce.length - 4) & 0xFFFFFFFFL);
    }

    public Keyring keyring() {
        return keyring;
    }

    public Dek dek() {
        return dek;
    }

    @Override
    public void close() {
        keyring.close();
    }
}
