package io.quorumseal.core;

import javax.crypto.spec.GCMParameterSpec;

/**
 * The parameters of a message, used again for the next one: a new {@link GCMParameterSpec} for each would copy the
 * nonce twice more. The cipher keeps what {@link #getIV} gives it and compares it with the next, so that is a copy.
 */
final class NonceParameters extends GCMParameterSpec {
    private byte[] nonce = new byte[0];

    NonceParameters(int tagSize) {
        super(tagSize * Byte.SIZE, new byte[0]);
    }

    NonceParameters with(byte[] next) {
        nonce = next;
        return this;
    }

    @Override
    public byte[] getIV() {
        return nonce.clone();
    }
}
