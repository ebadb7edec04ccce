package io.quorumseal.engine.ratis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Authorities, and keys with certificates of theirs for 127.0.0.1, made by the JDK's keytool and given out as PEM files. */
final class TestCertificates {
    private static final String PASSWORD = "not secret";

    private final Path folder;

    TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes an authority. */
    void authority(String name) throws IOException {
        generate(name, "-ext", "bc:critical=ca:true");
    }

    /** Makes a key, and a certificate by an authority. */
    void issue(String name, String authority) throws IOException {
        generate(name, "-signer", authority, "-ext", "san=ip:127.0.0.1");
    }

    private void generate(String name, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keystore", store().toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-validity", "2", "-alias", name, "-dname", "CN=" + name));
        command.addAll(Arrays.asList(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Path store() {
        return folder.resolve("store.p12");
    }

    /** The private key of a name. */
    File key(String name) throws IOException, GeneralSecurityException {
        return written(
                name + ".key",
                pem("PRIVATE KEY", opened().getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    /** The certificates of names, in one file. */
    File certificates(String... names) throws IOException, GeneralSecurityException {
        KeyStore store = opened();
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
        }
        return written(String.join("+", names) + ".crt", all.toString());
    }

    private KeyStore opened() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static String pem(String kind, byte... der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind);
    }

    private File written(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toFile();
    }
}
