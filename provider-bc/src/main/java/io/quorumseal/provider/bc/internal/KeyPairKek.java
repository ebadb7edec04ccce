package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.util.Optional;

/** A KEK under which everybody who has the public key can wrap. */
final class KeyPairKek extends LocalKek {
    private final Optional<SecretBytes> macSecret;

    /** Takes both secrets over. */
    KeyPairKek(
            String name, PublicKeyFile publicKey, Optional<SecretBytes> privateKey, Optional<SecretBytes> macSecret) {
        super(
                name + ", " + publicKey.hpke().title() + (privateKey.isPresent() ? "" : ", wraps only"),
                new BoundLayout(
                        BlobFormat.PUBLIC_KEY,
                        Bytes.join(publicKey.hpke().suite(), publicKey.fingerprint()),
                        publicKey.fingerprint().length),
                new KeyPair(publicKey, privateKey));
        this.macSecret = macSecret;
    }

    @Override
    public boolean anybodyCanWrap() {
        return true;
    }

    @Override
    public Optional<SecretBytes> macSecret() {
        return macSecret.map(SecretBytes::copy);
    }

    @Override
    public void close() {
        super.close();
        macSecret.ifPresent(SecretBytes::close);
    }
}
