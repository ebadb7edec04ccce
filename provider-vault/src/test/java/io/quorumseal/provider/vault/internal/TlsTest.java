package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with an own CA and a client certificate, ended by a server of the test before a real Vault. */
class TlsTest {
    @TempDir
    Path directory;

    TestVault vault;
    HttpsServer front;
    Certificates certificates;
    Path ca;
    Path token;
    final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        vault = TestVault.open();
        vault.makeKey("orders");
        token = TestVault.store(
                directory.resolve("token"), vault.token(Page.policy("orders-node", vault.mount(), "orders"), ""));
        certificates = new Certificates(directory);
        ca = certificates.authority("ca");
        certificates.issued("server", "ca", "EC");
        front = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setHttpsConfigurator(new WithClientCertificates(serverContext()));
        front.setExecutor(threads);
        front.createContext("/", this::passOn);
        front.start();
    }

    @AfterEach
    void close() {
        if (front != null) {
            front.stop(0);
        }
        threads.shutdownNow();
        if (vault != null) {
            vault.close();
        }
    }

    private static final class WithClientCertificates extends HttpsConfigurator {
        WithClientCertificates(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
        }
    }

    private SSLContext serverContext() throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(certificates.store("server"), Certificates.PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(certificates.store("server"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(vault.address() + exchange.getRequestURI()))
                    .header("X-Vault-Token", exchange.getRequestHeaders().getFirst("X-Vault-Token"))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            Stub.answer(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Kek kek(String parameters) {
        return new VaultKekProvider()
                .open(
                        "vault-transit://127.0.0.1:" + front.getAddress().getPort() + "/" + vault.mount()
                                + "/orders?token-file=" + token + parameters,
                        new TestKekHost());
    }

    private String client(Path certificate, Path key) {
        return "&client-cert=" + certificate + "&client-key=" + key;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void open_trustedBothWays_serves(String algorithm) throws IOException {
        Path client = certificates.issued("client", "ca", algorithm);
        try (Kek kek = kek("&ca=" + ca + client(client, certificates.key("client")))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void open_caAmongSeveral_serves() throws IOException {
        Path client = certificates.issued("client", "ca", "EC");
        Path several = Files.writeString(
                directory.resolve("several.pem"),
                Files.readString(certificates.authority("another-ca")) + Files.readString(ca));
        try (Kek kek = kek("&ca=" + several + client(client, certificates.key("client")))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void open_serverNotTrusted_isMisconfigured() throws IOException {
        Path client = certificates.issued("client", "ca", "EC");
        Path other = certificates.authority("another-ca");
        KekException error =
                assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + other + client(client, certificates.key("client"))));
        assertTrue(String.valueOf(error.getMessage()).contains("ca="), error::getMessage);
        assertKind(Kind.MISCONFIGURED, () -> kek(""));
    }

    @Test
    void open_noClientCertificate_isMisconfigured() {
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca));
    }

    @Test
    void open_badFiles_areMisconfigured() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path client = certificates.issued("client", "ca", "EC");
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + empty));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + directory.resolve("missing.pem")));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(client, empty)));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(client, client)));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(empty, certificates.key("client"))));
    }
}
