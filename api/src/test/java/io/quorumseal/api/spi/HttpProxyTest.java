package io.quorumseal.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProxyTest {
    private static final URI SERVER = URI.create("https://vault.example:8200");

    private static Optional<HttpProxy> to(URI server, Map<String, String> variables) {
        return HttpProxy.to(server, name -> Optional.ofNullable(variables.get(name)), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "http://squid:3128, squid, 3128",
        "http://squid:3128/, squid, 3128",
        "HTTP://10.0.0.1, 10.0.0.1, 80",
        "squid:3128, squid, 3128",
        "squid, squid, 80"
    })
    void to_httpsServer_isByItsVariable(String value, String host, int port) {
        assertEquals(Optional.of(new HttpProxy(host, port, "HTTPS_PROXY")), to(SERVER, Map.of("HTTPS_PROXY", value)));
        assertEquals(Optional.of(new HttpProxy(host, port, "https_proxy")), to(SERVER, Map.of("https_proxy", value)));
    }

    @Test
    void to_eachScheme_hasAVariableOfItsOwn() {
        Map<String, String> both = Map.of("HTTPS_PROXY", "a:1", "HTTP_PROXY", "b:2");
        assertEquals(Optional.of(new HttpProxy("a", 1, "HTTPS_PROXY")), to(SERVER, both));
        assertEquals(Optional.of(new HttpProxy("b", 2, "HTTP_PROXY")), to(URI.create("http://vault.example"), both));
        assertEquals(Optional.empty(), to(SERVER, Map.of("HTTP_PROXY", "b:2")));
        assertEquals(Optional.empty(), to(SERVER, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://localhost:1", "https://127.0.0.1:1", "https://[::1]:1", "https://[0:0:0:0:0:0:0:1]:1"})
    void to_thisMachine_isDirect(String server) {
        assertEquals(Optional.empty(), to(URI.create(server), Map.of("HTTPS_PROXY", "squid:3128")));
    }

    @ParameterizedTest
    @CsvSource({
        "'*', true",
        "vault.example, true",
        "VAULT.Example, true",
        "example, true",
        ".example, true",
        "*.example, true",
        "'other, vault.example', true",
        "vault.example:8200, true",
        "vault.example:443, false",
        ".vault.example, false",
        "ault.example, false",
        "10.0.0.0/8, false",
        "' , ', false"
    })
    void to_serverByName_isDirectWhereItIsExempt(String exempt, boolean direct) {
        assertEquals(
                direct,
                to(SERVER, Map.of("HTTPS_PROXY", "squid", "NO_PROXY", exempt)).isEmpty());
        assertEquals(
                direct,
                to(SERVER, Map.of("HTTPS_PROXY", "squid", "no_proxy", exempt)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.0.0.0/8, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.3:443, true",
        "10.1.2.3, 10.1.2.3/32, true",
        "10.1.2.3, 0.0.0.0/0, true",
        "11.1.2.3, 10.0.0.0/8, false",
        "10.1.2.3, 10.1.2.2/31, true",
        "10.1.2.3, 10.1.2.4/31, false",
        "10.1.2.3, 10.0.0.0/33, false",
        "10.1.2.3, 10.0.0.0/x, false",
        "10.1.2.3, fd00::/8, false",
        "[fd00::1], fd00::/8, true",
        "[fd00::1], fd00::1, true",
        "[fd00::1], fe00::/8, false"
    })
    void to_serverByAddress_isDirectWhereItIsExempt(String host, String exempt, boolean direct) {
        URI server = URI.create("https://" + host);
        assertEquals(
                direct,
                to(server, Map.of("HTTPS_PROXY", "squid", "NO_PROXY", exempt)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:s3cr3t@squid:3128, names a user",
        "https://squid:3128, without TLS",
        "socks5://squid:1080, without TLS",
        "http://squid:s3cr3t, http://HOST:PORT",
        "http:// s3cr3t, http://HOST:PORT"
    })
    void to_proxyThatCannotBeUsed_isMisconfiguredWithoutShowingTheValue(String value, String why) {
        KekException error = assertThrows(KekException.class, () -> to(SERVER, Map.of("HTTPS_PROXY", value)));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("HTTPS_PROXY") && message.contains(why) && message.contains("NO_PROXY"), message);
        assertFalse(message.contains("s3cr3t"), message);
        assertTrue(
                to(SERVER, Map.of("HTTPS_PROXY", value, "NO_PROXY", "example")).isEmpty());
    }

    @Test
    void to_proxyOfJava_comesFirst() {
        ProxySelector java = ProxySelector.of(InetSocketAddress.createUnresolved("127.0.0.1", 3128));
        Optional<HttpProxy> found = HttpProxy.to(SERVER, name -> Optional.of("squid:1"), Optional.of(java));
        assertEquals(
                "through the proxy 127.0.0.1:3128 of Java's system properties",
                found.orElseThrow().description());
    }

    @Test
    void to_noProxyOfJava_asksTheEnvironment() {
        Optional<HttpProxy> found = HttpProxy.to(
                SERVER,
                name -> Optional.of("squid:1").filter(any -> name.equals("HTTPS_PROXY")),
                Optional.of(direct()));
        assertEquals(
                "through the proxy squid:1 of HTTPS_PROXY", found.orElseThrow().description());
    }

    private static ProxySelector direct() {
        return ProxySelector.of(null);
    }

    @Test
    void proxy_isNotLookedUp() {
        InetSocketAddress address =
                (InetSocketAddress) new HttpProxy("squid", 3128, "x").proxy().address();
        assertTrue(address.isUnresolved());
        assertEquals("squid", address.getHostString());
    }

    @Test
    void variable_ofThisProcess_isNeverBlank() {
        assertEquals(
                Optional.ofNullable(System.getenv("PATH")),
                Environment.ofThisProcess().variable("PATH"));
        assertEquals(Optional.empty(), Environment.ofThisProcess().variable("QUORUMSEAL_NOT_SET"));
    }
}
