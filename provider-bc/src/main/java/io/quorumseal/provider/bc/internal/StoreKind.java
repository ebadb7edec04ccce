package io.quorumseal.provider.bc.internal;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A kind of key store, by the scheme that names it. */
enum StoreKind {
    /** PKCS #12 (RFC 7292), as the JDK reads it. */
    PKCS12("bc-pkcs12") {
        @Override
        KeyStore make() throws GeneralSecurityException {
            // Named, because others that a process may have registered keep no secret keys in PKCS #12.
            return KeyStore.getInstance("PKCS12", "SUN");
        }
    },
    /** Bouncy Castle's own, which its FIPS modules read, too. */
    BCFKS("bc-bcfks") {
        @Override
        KeyStore make() throws GeneralSecurityException {
            return KeyStore.getInstance("BCFKS", new BouncyCastleProvider());
        }
    };

    private final String scheme;

    StoreKind(String scheme) {
        this.scheme = scheme;
    }

    static StoreKind of(String scheme) {
        return Arrays.stream(values())
                .filter(kind -> kind.scheme.equals(scheme))
                .findAny()
                .orElseThrow();
    }

    static Set<String> schemes() {
        return Arrays.stream(values()).map(kind -> kind.scheme).collect(Collectors.toUnmodifiableSet());
    }

    abstract KeyStore make() throws GeneralSecurityException;
}
