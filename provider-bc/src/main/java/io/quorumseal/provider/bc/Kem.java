package io.quorumseal.provider.bc;

/** How a key pair encapsulates the key that a DEK is sealed with. */
public enum Kem {
    /**
     * X-Wing (draft-connolly-cfrg-xwing-kem): X25519 and ML-KEM-768 (FIPS 203) together. Safe as long as either is;
     * public key of 1,216 bytes, wrapped DEKs of 1,191 bytes.
     */
    X_WING,
    /** DHKEM(X25519, HKDF-SHA256) of RFC 9180. Not safe against quantum computers; wrapped DEKs of 103 bytes. */
    X25519
}
