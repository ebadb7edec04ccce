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
        /** Those that take the nonce that they are given. */
        GIVEN_NONCES,
        /** Those that choose nonces. */
        CHOSEN_NONCES;

        Optional<String> whyNot(AeadProvider provider) {
            boolean chooses = provider.choosesNonces();
            return switch (this) {
                case EVERY -> Optional.empty();
                case GIVEN_NONCES -> when(chooses, "it chooses nonces");
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
     * @throws AssertionError if it is wrong
     */
    public void run(AeadProvider provider) {
        try {
            check.run(new Bench(provider));
        } catch (AssertionError | Exception e) {
            throw new AssertionError(name + " demands: " + demand + ". Found: " + e, e);
        }
    }
}
