package io.quorumseal.provider.bc;

/** {@code bc-keypair:} by X-Wing under the contract. */
class XWingKekContractTest extends KeyPairKekContract {
    XWingKekContractTest() {
        super(Kem.X_WING);
    }
}
