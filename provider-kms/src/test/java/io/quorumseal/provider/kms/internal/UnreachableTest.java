package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever cannot be reached is named, and the call is worth trying again. No server of AWS is asked. */
class UnreachableTest {
    private static final String NOBODY = "http://127.0.0.1:9";
    private static final String UNKNOWN = "https://sts.invalid";
    private static final String ROLE = "&profile=scripted&role=arn:aws:iam::111122223333:role/node";
    private static final Duration TIME = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    /** What the properties were that a test sets. */
    private final Map<String, Optional<String>> before = new LinkedHashMap<>();

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void away() {
        set("aws.region", "eu-west-1");
        set("aws.disableEc2Metadata", "true");
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) ->
                value.ifPresentOrElse(old -> System.setProperty(name, old), () -> System.clearProperty(name)));
    }

    private void set(String name, String value) {
        Optional<String> old = Optional.ofNullable(System.setProperty(name, value));
        before.putIfAbsent(name, old);
    }

    private void identify(Path token) {
        set("aws.webIdentityTokenFile", token.toString());
        set("aws.roleArn", "arn:aws:iam::111122223333:role/node");
    }

    private void identify() throws IOException {
        identify(Files.writeString(directory.resolve("token"), "s3cr3t"));
    }

    private Kek open(String uri, Duration time) {
        return new AwsKmsKekProvider(name -> Optional.ofNullable(environment.get(name))).open(uri, new Host(time));
    }

    private record Host(Duration timeout) implements KekHost {
        @Override
        public Kek open(String uri) {
            throw new AssertionError(uri);
        }
    }

    private String fails(Kind kind, String uri) {
        String message = String.valueOf(assertKind(kind, () -> open(uri, TIME)).getMessage());
        assertFalse(message.contains("s3cr3t"), message);
        return message;
    }

    private static String somewhere(String parameters) {
        return TestKms.uri(ScriptedKms.ARN, URI.create(NOBODY)) + parameters;
    }

    @ParameterizedTest
    @ValueSource(strings = {NOBODY, UNKNOWN})
    void open_webIdentityAndStsNotThere_isUnreachableWithTheReason(String sts) throws IOException {
        identify();
        set("aws.endpointUrlSts", sts);
        String message = fails(Kind.UNREACHABLE, somewhere(""));
        assertTrue(message.contains("the source of the AWS credentials gave no answer"), message);
        assertTrue(message.contains(sts.equals(UNKNOWN) ? "UnknownHostException: sts.invalid" : "Connect"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {NOBODY, UNKNOWN})
    void open_roleAndStsNotThere_isUnreachableWithTheReason(String sts) {
        set("aws.endpointUrlSts", sts);
        String message = fails(Kind.UNREACHABLE, somewhere(ROLE));
        assertTrue(message.contains("the source of the AWS credentials gave no answer"), message);
        assertTrue(message.contains(sts.equals(UNKNOWN) ? "UnknownHostException: sts.invalid" : "Connect"), message);
    }

    @Test
    void open_containerCredentialsNotThere_isUnreachable() {
        set("aws.containerCredentialsFullUri", NOBODY + "/credentials");
        String message = fails(Kind.UNREACHABLE, somewhere(""));
        assertTrue(message.contains("the source of the AWS credentials"), message);
    }

    @Test
    void open_tokenOfThePodMissing_isMisconfiguredWithItsPath() {
        identify(directory.resolve("none"));
        String message = fails(Kind.MISCONFIGURED, somewhere(""));
        assertTrue(message.contains("there are no AWS credentials") && message.contains("none"), message);
    }

    @Test
    void open_nothingSetUp_isMisconfiguredWithWhatWasTried() {
        String message = fails(Kind.MISCONFIGURED, somewhere(""));
        assertTrue(message.contains("no source has any: ") && message.contains("give the machine"), message);
        assertTrue(message.contains("; Profile: ") && message.contains("; InstanceProfile: "), message);
    }

    @Test
    void open_stsRefusesTheIdentity_isDeniedAndNothingElseIsTried() throws IOException {
        identify();
        try (Answering sts = new Answering(
                "403 Forbidden",
                "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>")) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + sts.port());
            String message = fails(Kind.DENIED, somewhere(""));
            assertTrue(message.contains("the source of the AWS credentials refused (AccessDenied"), message);
        }
    }

    @Test
    void open_stsSilent_isNamedAsTheOneThatIsWaitedFor() throws IOException {
        identify();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            set("aws.endpointUrlSts", "http://127.0.0.1:" + silent.getLocalPort());
            String message =
                    String.valueOf(assertKind(Kind.UNREACHABLE, () -> open(somewhere(""), Duration.ofMillis(500)))
                            .getMessage());
            assertTrue(message.contains("the source of the AWS credentials"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 503})
    void open_proxyThatRefusesToConnect_isToldWithItsStatus(int status) throws IOException {
        try (Answering proxy = new Answering(status + " s3cr3t", "")) {
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            String message = fails(Kind.UNREACHABLE, "aws-kms:" + ScriptedKms.ARN + "?profile=scripted");
            assertEquals("CONNECT kms.eu-west-1.amazonaws.com:443 HTTP/1.1", proxy.asked());
            assertTrue(
                    message.contains("the proxy on the way to AWS KMS refuses") && message.contains("status " + status),
                    message);
            assertTrue(message.endsWith("through the proxy 127.0.0.1:" + proxy.port() + " of HTTPS_PROXY"), message);
        }
    }

    @Test
    void open_proxyThatRefusesToConnectInNoTime_isToldAllTheSame() throws IOException {
        try (Answering proxy = new Answering("403 Forbidden", "")) {
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            String uri = "aws-kms:" + ScriptedKms.ARN + "?profile=scripted";
            String message = "";
            for (int millis = 50; !message.contains("refuses to connect") && millis < 5_000; millis *= 2) {
                Duration time = Duration.ofMillis(millis);
                message = String.valueOf(
                        assertKind(Kind.UNREACHABLE, () -> open(uri, time)).getMessage());
            }
            assertTrue(message.contains("refuses to connect"), message);
        }
    }

    @Test
    void open_hostInNoProxy_isAskedDirectly() throws IOException {
        try (Answering proxy = new Answering("403 Forbidden", "")) {
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            environment.put("NO_PROXY", ".invalid");
            fails(
                    Kind.UNREACHABLE,
                    TestKms.uri(ScriptedKms.ARN, URI.create("https://kms.invalid")) + "&profile=scripted");
            assertEquals("", proxy.asked());
        }
    }

    /** Answers every connection in the same way, then closes it. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String answer;
        private volatile String asked = "";

        Answering(String status, String body) throws IOException {
            answer = "HTTP/1.1 " + status + "\r\nContent-Type: text/xml\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                    + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            Thread thread = new Thread(this::serve, "answering");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket one = socket.accept()) {
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(one.getInputStream(), StandardCharsets.US_ASCII));
                    asked = String.valueOf(in.readLine());
                    in.lines().takeWhile(line -> !line.isEmpty()).forEach(header -> {});
                    one.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    asked = asked.isEmpty() ? "" : asked;
                }
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        /** Tells the first line of what came last. */
        String asked() {
            return asked;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
