package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.GuardedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS trusts and as whom it comes. The driver's own reads one CA and RSA keys only, and speaks nothing above
 * TLS 1.2.
 *
 * @param ca PEM file of the certificates to trust; those of the JDK if empty
 * @param certificate PEM file of the client's certificate, and those between it and its CA
 * @param key PEM file of the client's private key, in PKCS #8 without password
 */
record Trust(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([\\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----");
    /** More bytes than a key in PEM has. */
    private static final int LONGEST_KEY = 65_536;

    private static final GuardedFile KEY = GuardedFile.secret(Query.CLIENT_KEY, LONGEST_KEY);
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    boolean isDefault() {
        return ca.isEmpty() && certificate.isEmpty();
    }

    /** Makes what TLS needs; empty if the JDK's own serves. */
    Optional<SSLContext> context() {
        if (isDefault()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw misconfigured("TLS cannot be set up (" + e + ")");
        }
    }

    private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
        if (ca.isEmpty()) {
            return null;
        }
        KeyStore trusted = emptyStore();
        for (Certificate one : certificates(ca.get())) {
            trusted.setCertificateEntry("ca-" + trusted.size(), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException, IOException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return null;
        }
        KeyStore own = emptyStore();
        Certificate[] chain = certificates(certificate.get()).toArray(new Certificate[0]);
        own.setKeyEntry("client", privateKey(key.get()), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw misconfigured(file + " holds no certificate; name a PEM file of certificates");
            }
            return found;
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        Matcher pem = PKCS8.matcher(new String(KEY.read(file), StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw misconfigured(file + " holds no PKCS #8 key; convert the key by openssl pkcs8 -topk8 -nocrypt");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        try {
            return privateKey(file, encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static PrivateKey privateKey(Path file, byte[] encoded) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // Of another algorithm.
            }
        }
        throw misconfigured(file + " holds a key that is none of " + ALGORITHMS);
    }

    private static KekException misconfigured(String found) {
        return new KekException(
                KekException.Kind.MISCONFIGURED, found + "; check ca=, client-cert= and client-key= of the KEK's URI");
    }
}
