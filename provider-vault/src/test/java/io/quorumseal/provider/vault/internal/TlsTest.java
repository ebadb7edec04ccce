package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.EnumSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with an own CA and a client certificate, ended by a server of the test before a real Vault. */
@Tag("server")
class TlsTest {
    @TempDir
    static Path directory;

    static Certificates certificates;
    static Path ca;
    static Path otherCa;
    static Path client;

    TestVault vault;
    HttpsServer front;
    Path token;
    final HttpClient toVault = HttpClient.newHttpClient();
    final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void certify() throws IOException {
        certificates = new Certificates(directory);
        ca = certificates.authority("ca");
        otherCa = certificates.authority("other-ca");
        certificates.issued("server", "ca", "EC");
        client = certificates.issued("client", "ca", "EC");
    }

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        vault = TestVault.open();
        vault.makeKey("orders");
        token = TestVault.store(
                directory.resolve("token"), vault.token(Page.policy("orders-node", vault.mount(), "orders"), ""));
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
            HttpResponse<String> answer = toVault.send(request, BodyHandlers.ofString());
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

    @Test
    void open_trustedBothWays_serves() {
        try (Kek kek = kek("&ca=" + ca + client(client, certificates.key("client")))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void open_rsaKey_serves() throws IOException {
        Path rsa = certificates.issued("rsa", "ca", "RSA");
        try (Kek kek = kek("&ca=" + ca + client(rsa, certificates.key("rsa")))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void open_caAmongSeveral_serves() throws IOException {
        Path several =
                Files.writeString(directory.resolve("several.pem"), Files.readString(otherCa) + Files.readString(ca));
        try (Kek kek = kek("&ca=" + several + client(client, certificates.key("client")))) {
            assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        }
    }

    @Test
    void open_serverNotTrusted_isMisconfigured() {
        String own = client(client, certificates.key("client"));
        KekException error = assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + otherCa + own));
        assertTrue(String.valueOf(error.getMessage()).contains("ca="), error::getMessage);
        assertKind(Kind.MISCONFIGURED, () -> kek(""));
    }

    /** TLS 1.3 tells the client only after the handshake, and often the connection ends before that arrives. */
    @Test
    void open_noClientCertificate_isRefusedWithAHint() {
        KekException error = assertThrows(KekException.class, () -> kek("&ca=" + ca));
        assertTrue(EnumSet.of(Kind.MISCONFIGURED, Kind.UNREACHABLE).contains(error.kind()), error::toString);
        assertTrue(String.valueOf(error.getMessage()).contains("client-cert="), error::getMessage);
    }

    @Test
    void open_badFiles_areMisconfigured() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + empty));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + directory.resolve("missing.pem")));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(client, empty)));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(client, client)));
        assertKind(Kind.MISCONFIGURED, () -> kek("&ca=" + ca + client(empty, certificates.key("client"))));
    }
}
