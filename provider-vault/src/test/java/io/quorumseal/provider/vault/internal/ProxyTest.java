package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Environment;
import io.quorumseal.testkit.TestKekHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Vault that is only to be reached by a proxy, which the environment names. No name is looked up here. */
@Timeout(20)
class ProxyTest {
    private static final String URI = "vault-transit://vault.example:8200/transit/orders";

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private ServerSocket proxy;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    /** Answers each connection, then closes it; ends when the socket does. */
    private void serve() {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                asked.add(String.valueOf(in.readLine()));
                in.lines().takeWhile(line -> !line.isEmpty()).forEach(header -> {});
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                asked.add(e.toString());
            }
        }
    }

    private KekException fails(Map<String, String> more) {
        Environment environment = name -> Optional.ofNullable(
                Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort(), "VAULT_TOKEN", "t")
                        .getOrDefault(name, more.get(name)));
        AtomicLong now = new AtomicLong();
        VaultKekProvider provider = new VaultKekProvider(environment, now::get, () -> new SteppedAlarm(now));
        return assertKind(Kind.UNREACHABLE, () -> provider.open(URI, new TestKekHost()));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 502})
    void open_proxyThatRefusesToConnect_isToldWithItsStatus(int status) {
        answer = "HTTP/1.1 " + status + " s3cr3t\r\nContent-Length: 0\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n";
        String message = String.valueOf(fails(Map.of()).getMessage());
        assertEquals("CONNECT vault.example:8200 HTTP/1.1", asked.get(0));
        assertTrue(message.contains("refuses to connect") && message.contains("" + status), message);
        assertTrue(message.contains("of HTTPS_PROXY") && !message.contains("s3cr3t"), message);
    }

    @Test
    void open_proxyThatIsNotThere_isNamed() throws IOException {
        proxy.close();
        String message = String.valueOf(fails(Map.of()).getMessage());
        assertTrue(message.contains("through the proxy 127.0.0.1:" + proxy.getLocalPort()), message);
    }

    @Test
    void open_hostInNoProxy_isAskedDirectly() {
        fails(Map.of("NO_PROXY", "example"));
        assertEquals(List.of(), asked);
    }
}
