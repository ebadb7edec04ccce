package com.example.token;

import io.quorumseal.testkit.TestEnvironment;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.UUID;

/**
 * A token of the tests, with keys of their own.
 *
 * @param config the configuration of the JDK's provider
 * @param pinFile the PIN
 */
record TestToken(Path config, Path pinFile) {
    static final String HOW = "run: eval \"$(testkit/servers/pkcs11 start)\" (needs SoftHSM 2)";

    /** The token that we have the PIN of. */
    static TestToken known() {
        return named("TEST_QUORUMSEAL_PKCS11_CONFIG");
    }

    /** The token that has another PIN. */
    static TestToken locked() {
        return named("TEST_QUORUMSEAL_PKCS11_LOCKED_CONFIG");
    }

    private static TestToken named(String config) {
        return new TestToken(Path.of(variable(config)), Path.of(variable("TEST_QUORUMSEAL_PKCS11_PIN_FILE")));
    }

    private static String variable(String name) {
        return TestEnvironment.require(name, HOW);
    }

    TokenUri uri(String alias) {
        return new TokenUri(config, alias, pinFile);
    }

    /** Makes a key, and gives its URI. */
    TokenUri newKey() {
        TokenUri named = uri("test-" + UUID.randomUUID());
        KeyTool.create(named);
        return named;
    }

    void delete(TokenUri named) throws KeyStoreException {
        keys(named).deleteEntry(named.alias());
    }

    static KeyStore keys(TokenUri named) {
        return Tokens.logIn(Tokens.connect(named), named);
    }
}
