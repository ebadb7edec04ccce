package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import java.util.Optional;

/**
 * A KEK that is ready for use, with the MAC secret that it has to have if anybody can wrap under it.
 *
 * @param kek the KEK
 * @param macSecret the secret; there exactly if anybody can wrap
 */
record OpenKek(GuardedKek kek, Optional<SecretBytes> macSecret) implements AutoCloseable {
    /** The fewest bytes of a MAC secret. */
    static final int MAC_SECRET_SIZE = 32;

    /**
     * Checks a KEK and takes it over; one that is refused is closed.
     *
     * @throws KekException {@code MISCONFIGURED} if anybody can wrap and it has no secret to show who did
     */
    static OpenKek of(GuardedKek kek) {
        try {
            return new OpenKek(kek, kek.anybodyCanWrap() ? Optional.of(secretOf(kek)) : Optional.empty());
        } catch (RuntimeException e) {
            kek.close();
            throw e;
        }
    }

    private static SecretBytes secretOf(GuardedKek kek) {
        if (kek.fingerprint().isEmpty()) {
            throw refused(kek, "and it has no fingerprint to name its MAC secret by");
        }
        SecretBytes secret = kek.macSecret().orElseThrow(() -> refused(kek, "and it has no MAC secret"));
        if (secret.length() < MAC_SECRET_SIZE) {
            secret.close();
            throw refused(kek, "and its MAC secret is shorter than " + MAC_SECRET_SIZE + " bytes");
        }
        return secret;
    }

    private static KekException refused(GuardedKek kek, String why) {
        return new KekException(
                Kind.MISCONFIGURED,
                "anybody can wrap under " + kek.description() + ", " + why
                        + ": who can write the disk could forge keys,"
                        + " and the sidecar's MAC with them. Give this node what unwraps, too, or name a KEK whose"
                        + " wrapping key is secret");
    }

    boolean isNamed(String fingerprint) {
        return kek.fingerprint().filter(fingerprint::equals).isPresent();
    }

    @Override
    public void close() {
        macSecret.ifPresent(SecretBytes::close);
        kek.close();
    }
}
