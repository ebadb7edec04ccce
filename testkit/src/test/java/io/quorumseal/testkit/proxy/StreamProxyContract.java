package io.quorumseal.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy before a server of lines, which does not know what a line is, by one way. */
abstract class StreamProxyContract {
    private final LineServer.Way way;
    private LineServer server;
    private FaultProxy proxy;

    StreamProxyContract(LineServer.Way way) {
        this.way = way;
    }

    FaultProxy proxy() {
        return proxy;
    }

    @BeforeEach
    void start() throws IOException {
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

    @Test
    void calls_notScripted_passThroughOnOneConnection() throws IOException {
        try (LineClient client = client()) {
            assertEquals("re one", client.ask("one"));
            assertEquals("re two", client.ask("two"));
            assertEquals("re " + "x".repeat(200_000), client.ask("x".repeat(200_000)));
        }
        assertEquals(List.of("one", "two"), server.seen().subList(0, 2));
        assertFalse(proxy.speaksHttp());
    }

    @Test
    void request_inPieces_isOneCall() throws IOException {
        try (LineClient client = client()) {
            client.say("on");
            client.say("e\n");
            assertEquals("re one", client.hear());
            client.ask("two");
        }
        assertEquals(2, proxy.calls().size());
    }

    @Test
    void client_thatSaysItsLastWord_stillHearsTheAnswer() throws IOException {
        proxy.next(Fault.delay(Duration.ofMillis(50)));
        try (LineClient client = client()) {
            client.say("one\n");
            client.endRequests();
            assertEquals("re one", client.hear());
        }
    }

    @Test
    void delay_onAnOpenConnection_holdsTheCall() throws IOException {
        try (LineClient client = client()) {
            client.ask("one");
            proxy.next(Fault.delay(Duration.ofMillis(200)));
            long start = System.nanoTime();
            assertEquals("re two", client.ask("two"));
            assertTrue(System.nanoTime() - start >= 200_000_000);
        }
    }

    @Test
    void silence_takesTheCallAndKeepsTheConnection_untilClear() throws IOException {
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

    @Test
    void trickle_givesTheWholeAnswerSlowly() throws IOException {
        proxy.next(Fault.trickle(Duration.ofMillis(20)));
        try (LineClient client = client()) {
            long start = System.nanoTime();
            assertEquals("re one", client.ask("one"));
            assertTrue(System.nanoTime() - start >= 6 * 20_000_000L);
        }
    }

    @Test
    void cut_endsTheAnswerAtTheByte() throws IOException {
        try (LineClient client = client()) {
            client.ask("one");
            proxy.next(Fault.cutAfter(4));
            client.say("two\n");
            assertEquals("re t" + LineClient.END, client.hear());
        }
    }

    @Test
    void reset_breaksTheConnection_andTheServerSeesNothing() throws IOException {
        proxy.next(Fault.reset());
        try (LineClient client = client()) {
            client.say("one\n");
            assertBroken(client);
        }
        assertEquals(List.of(), server.seen());
    }

    @Test
    void hangUp_breaksTheConnectionBeforeAnythingIsSaid() throws IOException {
        proxy.next(Fault.hangUp());
        try (LineClient client = client()) {
            assertBroken(client);
        }
        try (LineClient next = client()) {
            assertEquals("re one", next.ask("one"));
            proxy.always(Fault.hangUp());
            next.say("two\n");
            assertBroken(next);
        }
        assertEquals(List.of("one"), server.seen());
    }

    /** A Unix socket knows no reset. */
    private void assertBroken(LineClient client) throws IOException {
        if (way == LineServer.Way.TCP) {
            assertThrows(IOException.class, client::hear);
        } else {
            assertEquals(LineClient.END, client.hear());
        }
    }

    @Test
    void garble_changesEachByteOfTheAnswer() throws IOException {
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

    @Test
    void replay_givesTheAnswerToAnotherCall() throws IOException {
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

    @Test
    void close_refusesWhoComes_andEndsWhoIsThere() throws IOException {
        try (LineClient client = client()) {
            client.ask("one");
            proxy.close();
            assertEquals(LineClient.END, client.hear());
        }
        assertThrows(IOException.class, this::client);
    }

    @Test
    void dialect_ofHttp_isSpokenOnEitherWay() throws IOException {
        try (FaultProxy http = FaultProxy.before(server.address(), Dialect.http());
                LineClient client = new LineClient(http.address())) {
            assertTrue(http.speaksHttp());
            http.next(Fault.answer(503, Map.of(), "busy"));
            client.say("GET /one HTTP/1.1\r\n\r\n");
            assertEquals("HTTP/1.1 503 Scripted\r", client.hear());
            assertEquals(List.of(new FaultProxy.Call("GET", "/one", "")), http.calls());
        }
    }
}
