package io.quorumseal.testkit.internal.aead;

import io.quorumseal.api.spi.AeadProvider;
import java.util.Optional;

/**
 * One thing that is demanded of a cipher.
 *
 * @param name its family and itself
 * @param demand what a right cipher does
 * @param scope which ciphers it is demanded of
 * @param check fails with an {@link AssertionError} for a wrong one
 */
public record AeadCase(String name, String demand, Scope scope, Check check) {

    /** How a cipher is checked. */
    @FunctionalInterface
    interface Check {
        void run(Bench bench) throws Exception;
    }

    /** Which ciphers a case is for. */
    enum Scope {
        /** All. */
        EVERY,
        /** Those of suite 1, which is AES-256-GCM. */
        SUITE_1,
        /** Those of suite 1 that take the nonce that they are given. */
        SUITE_1_GIVEN_NONCES,
        /** Those that choose nonces. */
        CHOSEN_NONCES;

        Optional<String> whyNot(AeadProvider provider) {
            boolean chooses = provider.choosesNonces();
            return switch (this) {
                case EVERY -> Optional.empty();
                case SUITE_1 -> when(provider.suite() != 1, "it is of another suite");
                case SUITE_1_GIVEN_NONCES ->
                    when(provider.suite() != 1 || chooses, "it is of another suite, or chooses nonces");
                case CHOSEN_NONCES -> when(!chooses, "it takes the nonces that it is given");
            };
        }

        private static Optional<String> when(boolean so, String reason) {
            return so ? Optional.of(reason) : Optional.empty();
        }
    }

    /**
     * Tells why a provider need not be checked.
     *
     * @param provider the provider
     * @return the reason; empty if it has to be
     */
    public Optional<String> whyNot(AeadProvider provider) {
        return scope.whyNot(provider);
    }

    /**
     * Checks a provider.
     *
     * @param provider the provider
     * @param nonceLength bytes of its nonces
     * @throws AssertionError if it is wrong
     */
    public void run(AeadProvider provider, int nonceLength) {
        try {
            check.run(new Bench(provider, nonceLength));
        } catch (AssertionError | Exception e) {
            throw new AssertionError(name + " demands: " + demand + ". Found: " + e, e);
        }
    }
}
