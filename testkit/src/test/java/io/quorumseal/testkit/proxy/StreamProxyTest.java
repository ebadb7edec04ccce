package io.quorumseal.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy before a server of lines, by TCP and by a Unix socket, which does not know what a line is. */
class StreamProxyTest {
    private LineServer server;
    private FaultProxy proxy;

    private void start(LineServer.Way way) throws IOException {
        server = LineServer.start(way);
        proxy = FaultProxy.before(server.address());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private LineClient client() throws IOException {
        return new LineClient(proxy.address());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void calls_notScripted_passThroughOnOneConnection(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            assertEquals("re one", client.ask("one"));
            assertEquals("re two", client.ask("two"));
            assertEquals("re " + "x".repeat(200_000), client.ask("x".repeat(200_000)));
        }
        assertEquals(List.of("one", "two"), server.seen().subList(0, 2));
        assertFalse(proxy.speaksHttp());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void request_inPieces_isOneCall(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            client.say("on");
            client.say("e\n");
            assertEquals("re one", client.hear());
            client.ask("two");
        }
        assertEquals(2, proxy.calls().size());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void client_thatSaysItsLastWord_stillHearsTheAnswer(LineServer.Way way) throws IOException {
        start(way);
        proxy.next(Fault.delay(Duration.ofMillis(50)));
        try (LineClient client = client()) {
            client.say("one\n");
            client.endRequests();
            assertEquals("re one", client.hear());
        }
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void delay_onAnOpenConnection_holdsTheCall(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            client.ask("one");
            proxy.next(Fault.delay(Duration.ofMillis(200)));
            long start = System.nanoTime();
            assertEquals("re two", client.ask("two"));
            assertTrue(System.nanoTime() - start >= 200_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void silence_takesTheCallAndKeepsTheConnection_untilClear(LineServer.Way way) throws IOException {
        start(way);
        proxy.always(Fault.silence());
        try (LineClient client = client()) {
            client.say("one\n");
            client.say("two\n");
            assertFalse(client.hearsWithin(Duration.ofMillis(200)));
            proxy.clear();
            assertEquals(LineClient.END, client.hear());
        }
        try (LineClient again = client()) {
            assertEquals("re three", again.ask("three"));
        }
        assertEquals(List.of("three"), server.seen());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void trickle_givesTheWholeAnswerSlowly(LineServer.Way way) throws IOException {
        start(way);
        proxy.next(Fault.trickle(Duration.ofMillis(20)));
        try (LineClient client = client()) {
            long start = System.nanoTime();
            assertEquals("re one", client.ask("one"));
            assertTrue(System.nanoTime() - start >= 6 * 20_000_000L);
        }
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void cut_endsTheAnswerAtTheByte(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            client.ask("one");
            proxy.next(Fault.cutAfter(4));
            client.say("two\n");
            assertEquals("re t" + LineClient.END, client.hear());
        }
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void reset_breaksTheConnection_andTheServerSeesNothing(LineServer.Way way) throws IOException {
        start(way);
        proxy.next(Fault.reset());
        try (LineClient client = client()) {
            client.say("one\n");
            assertBroken(way, client);
        }
        assertEquals(List.of(), server.seen());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void hangUp_breaksTheConnectionBeforeAnythingIsSaid(LineServer.Way way) throws IOException {
        start(way);
        proxy.next(Fault.hangUp());
        try (LineClient client = client()) {
            assertBroken(way, client);
        }
        try (LineClient next = client()) {
            assertEquals("re one", next.ask("one"));
            proxy.always(Fault.hangUp());
            next.say("two\n");
            assertBroken(way, next);
        }
        assertEquals(List.of("one"), server.seen());
    }

    /** A Unix socket knows no reset. */
    private static void assertBroken(LineServer.Way way, LineClient client) throws IOException {
        if (way == LineServer.Way.TCP) {
            assertThrows(IOException.class, client::hear);
        } else {
            assertEquals(LineClient.END, client.hear());
        }
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void garble_changesEachByteOfTheAnswer(LineServer.Way way) throws IOException {
        start(way);
        proxy.next(Fault.garble());
        try (LineClient client = client()) {
            client.say("one\n");
            byte[] right = "re one\n".getBytes(LineClient.BYTES);
            byte[] wrong = client.hear(right.length);
            for (int i = 0; i < right.length; i++) {
                assertTrue(right[i] != wrong[i], Arrays.toString(wrong));
            }
        }
        assertEquals(List.of("one"), server.seen());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void replay_givesTheAnswerToAnotherCall(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            FaultProxy.Answer kept = proxy.keep();
            client.ask("one");
            assertEquals("re one\n".length(), kept.length());
            proxy.next(Fault.replay(kept));
            proxy.next(Fault.answer("something\n".getBytes(LineClient.BYTES)));
            assertEquals("re one", client.ask("two"));
            assertEquals("something", client.ask("three"));
            assertEquals("re four", client.ask("four"));
        }
        assertEquals(List.of("one", "four"), server.seen());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void close_refusesWhoComes_andEndsWhoIsThere(LineServer.Way way) throws IOException {
        start(way);
        try (LineClient client = client()) {
            client.ask("one");
            proxy.close();
            assertEquals(LineClient.END, client.hear());
        }
        assertThrows(IOException.class, this::client);
    }

    @Test
    void close_onAUnixSocket_leavesNoFile() throws IOException {
        start(LineServer.Way.UNIX);
        Path socket = ((UnixDomainSocketAddress) proxy.address()).getPath();
        assertTrue(Files.exists(socket));
        proxy.close();
        assertFalse(Files.exists(socket.getParent()));
    }

    @Test
    void uri_onAUnixSocket_isRefused() throws IOException {
        start(LineServer.Way.UNIX);
        assertThrows(IllegalStateException.class, () -> proxy.uri());
    }

    @ParameterizedTest
    @EnumSource(LineServer.Way.class)
    void dialect_ofHttp_isSpokenOnEitherWay(LineServer.Way way) throws IOException {
        start(way);
        try (FaultProxy http = FaultProxy.before(server.address(), Dialect.http());
                LineClient client = new LineClient(http.address())) {
            assertTrue(http.speaksHttp());
            http.next(Fault.answer(503, java.util.Map.of(), "busy"));
            client.say("GET /one HTTP/1.1\r\n\r\n");
            assertEquals("HTTP/1.1 503 Scripted\r", client.hear());
            assertEquals(List.of(new FaultProxy.Call("GET", "/one", "")), http.calls());
        }
    }
}
