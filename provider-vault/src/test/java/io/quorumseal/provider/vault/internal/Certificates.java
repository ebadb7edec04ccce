package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Certificates made by the JDK's keytool, each with a store of its own and PEM files beside it. */
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
        keytool(
                "-genkeypair",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c");
        return writePem(name);
    }

    /** Makes a key with a certificate of that CA, and gives the certificate; the key is in NAME.key. */
    Path issued(String name, String by, String algorithm) throws IOException {
        keytool("-genkeypair", name, "-keyalg", algorithm, "-dname", "CN=" + name);
        Path request = directory.resolve(name + ".csr");
        Path certificate = directory.resolve(name + ".crt");
        keytool("-certreq", name, "-file", request.toString());
        keytool(
                "-gencert",
                by,
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-ext",
                "san=ip:127.0.0.1",
                "-rfc");
        keytool("-importcert", name, "-file", directory.resolve(by + ".pem").toString(), "-noprompt", "ca");
        keytool("-importcert", name, "-file", certificate.toString(), "-noprompt");
        return writePem(name);
    }

    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    KeyStore store(String name) {
        try {
            return KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path writePem(String name) throws IOException {
        try {
            Certificate[] chain = store(name).getCertificateChain(name);
            Key key = store(name).getKey(name, PASSWORD);
            Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
            return Files.writeString(directory.resolve(name + ".pem"), pem("CERTIFICATE", chain[0].getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private void keytool(String command, String name, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        List<String> rest = new ArrayList<>(Arrays.asList(more));
        line.addAll(List.of("-alias", rest.remove("ca") ? "ca" : name, "-storepass", "changeit", "-keystore"));
        line.add(directory.resolve(name + ".p12").toString());
        line.addAll(rest);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(
                0, process.onExit().join().exitValue(), () -> String.join(" ", line) + said.toLowerCase(Locale.ROOT));
    }
}
