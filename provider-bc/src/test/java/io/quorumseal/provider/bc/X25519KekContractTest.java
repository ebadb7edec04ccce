package io.quorumseal.provider.bc;

/** {@code bc-keypair:} by X25519 under the contract. */
class X25519KekContractTest extends KeyPairKekContract {
    X25519KekContractTest() {
        super(Kem.X25519);
    }
}
