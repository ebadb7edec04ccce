package com.example.token;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Optional;
import java.util.UUID;

/**
 * A token of the tests, with keys of their own.
 *
 * @param config the configuration of the JDK's provider
 * @param pinFile the PIN
 */
record TestToken(Path config, Path pinFile) {
    private static final String HOW =
            "no token to test with: eval \"$(testkit/servers/pkcs11 start)\" makes one (needs SoftHSM 2)";

    /** The token that we have the PIN of. */
    static TestToken known() {
        return named("QUORUMSEAL_TEST_PKCS11_CONFIG");
    }

    /** The token that has another PIN. */
    static TestToken locked() {
        return named("QUORUMSEAL_TEST_PKCS11_LOCKED_CONFIG");
    }

    private static TestToken named(String config) {
        return new TestToken(Path.of(variable(config)), Path.of(variable("QUORUMSEAL_TEST_PKCS11_PIN_FILE")));
    }

    private static String variable(String name) {
        return Optional.ofNullable(System.getenv(name)).orElseGet(TestToken::absent);
    }

    private static String absent() {
        return "true".equals(System.getenv("CI")) ? fail(HOW) : abort(HOW);
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
