package io.quorumseal.tool.internal.page;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.quorumseal.api.spi.GuardedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * As whom a server speaks TLS.
 *
 * @param keyStore its key and certificates
 * @param password the password of both
 */
public record PageTls(Path keyStore, Path password) {
    private static final int LONGEST_STORE = 1_048_576;
    private static final int LONGEST_PASSWORD = 1026;
    private static final GuardedFile STORE = GuardedFile.secret("key store", LONGEST_STORE);
    private static final GuardedFile PASSWORD = GuardedFile.secret("password file", LONGEST_PASSWORD);

    public HttpServer server(InetSocketAddress address, int backlog) throws IOException {
        SSLContext context = context();
        HttpsServer server = HttpsServer.create(address, backlog);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private SSLContext context() {
        char[] word = word();
        byte[] bytes = STORE.read(keyStore);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), word);
            if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
                throw STORE.misconfigured(keyStore, "holds no private key; put the server's key and certificates in");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, word);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw STORE.misconfigured(
                    keyStore,
                    "is not opened by the password in " + password + " (" + e.getMessage()
                            + "); it has to be a PKCS #12 file, with one password for itself and its key");
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(word, '\0');
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("it was loaded", e);
        }
    }

    private char[] word() {
        byte[] content = PASSWORD.read(password);
        byte[] line = PageToken.withoutLineEnd(content);
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line));
        char[] word = new char[decoded.remaining()];
        decoded.get(word);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(content, (byte) 0);
        Arrays.fill(line, (byte) 0);
        return word;
    }
}
