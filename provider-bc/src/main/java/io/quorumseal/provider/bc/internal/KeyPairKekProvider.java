package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens KEKs from key pairs: {@code bc-keypair:PUBLIC?private=PATH&mac=PATH}. Without {@code private} the KEK only
 * wraps. {@code mac} names the secret of the sidecar's MAC. Either file may be sealed under a password, which is then
 * named as for {@code bc-password:}.
 */
public final class KeyPairKekProvider implements KekProvider {
    private static final String SCHEME = "bc-keypair";
    private static final String PRIVATE = "private";
    private static final String MAC = "mac";

    /** Does nothing. */
    public KeyPairKekProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        Set<String> known = new TreeSet<>(Passwords.NAMES);
        known.addAll(Set.of(PRIVATE, MAC));
        KeyUri named = KeyUri.parse(uri, known);
        PublicKeyFile publicKey = PublicKeyFile.read(named.path());
        try (Passwords password = Passwords.in(named.options(), "", host.timeout())) {
            return open(named, publicKey, password);
        }
    }

    private static Kek open(KeyUri named, PublicKeyFile publicKey, Passwords password) {
        try (Loaded privateKey = Loaded.from(named.options().path(PRIVATE), password);
                Loaded mac = Loaded.from(named.options().path(MAC), password)) {
            if (password.isIdle()) {
                throw named.options()
                        .wrong("a password is named, and neither file is sealed under one; seal the private"
                                + " key with KeyFileTool, or take the password away");
            }
            privateKey.secret().ifPresent(secret -> checkMatch(named, publicKey, secret));
            return new KeyPairKek(
                    named.name(),
                    publicKey,
                    privateKey.secret().map(SecretBytes::copy),
                    mac.secret().map(secret -> SecretBytes.take(Derivation.MAC.from(secret))));
        }
    }

    private static void checkMatch(KeyUri named, PublicKeyFile publicKey, SecretBytes privateKey) {
        byte[] computed = privateKey.readSecret(raw -> publicKey.hpke().publicKey(raw));
        if (!MessageDigest.isEqual(computed, publicKey.key())) {
            throw new KekException(
                    KekException.Kind.MISCONFIGURED,
                    "the private key does not belong to public key file " + named.path() + " with fingerprint "
                            + publicKey.fingerprintText() + "; name the two files that were made together");
        }
    }

    /** A secret from a file that the URI may name. */
    private record Loaded(Optional<SecretBytes> secret) implements AutoCloseable {
        static Loaded from(Optional<Path> path, Passwords password) {
            return new Loaded(path.map(file -> KeyFile.read(file, password)));
        }

        @Override
        public void close() {
            secret.ifPresent(SecretBytes::close);
        }
    }
}
