package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Certificates made by the JDK's keytool, with PEM files beside their store. Each start of keytool takes long, so there
 * is one for each certificate, and one store for all.
 */
final class Certificates {
    static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
    }

    static String anyCa(Path directory) throws IOException {
        return Files.readString(new Certificates(directory).authority("any-ca"));
    }

    /** Makes a CA, and gives its certificate. */
    Path authority(String name) throws IOException {
        keytool(name, "-keyalg", "EC", "-groupname", "secp256r1", "-ext", "bc:c");
        return writePem(name);
    }

    /** Makes a key with a certificate of that CA, and gives the certificate; the key is in NAME.key. */
    Path issued(String name, String by, String algorithm) throws IOException {
        keytool(name, "-keyalg", algorithm, "-signer", by, "-ext", "san=ip:127.0.0.1");
        return writePem(name);
    }

    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Gives a store with a key and its chain, and nothing else but trust in the CA that the chain ends with. */
    KeyStore store(String name) {
        try {
            Certificate[] chain = chain(name);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, PASSWORD);
            own.setKeyEntry(name, all().getKey(name, PASSWORD), PASSWORD, chain);
            own.setCertificateEntry("ca", chain[chain.length - 1]);
            return own;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore all() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file().toFile(), PASSWORD);
    }

    private Path file() {
        return directory.resolve("all.p12");
    }

    private Certificate[] chain(String name) throws GeneralSecurityException, IOException {
        return all().getCertificateChain(name);
    }

    private Path writePem(String name) throws IOException {
        try {
            Key key = all().getKey(name, PASSWORD);
            Files.setPosixFilePermissions(
                    Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded())),
                    PosixFilePermissions.fromString("rw-------"));
            return Files.writeString(directory.resolve(name + ".pem"), pem("CERTIFICATE", chain(name)[0].getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private void keytool(String name, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        line.addAll(List.of("-alias", name, "-dname", "CN=" + name, "-storepass", "changeit"));
        line.addAll(List.of("-keystore", file().toString()));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(
                0, process.onExit().join().exitValue(), () -> String.join(" ", line) + said.toLowerCase(Locale.ROOT));
    }
}
