package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.testkit.proxy.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls end in time, and a short time does not change what is told. */
class TimeTest {
    private static final Duration TIME = Duration.ofSeconds(1);
    /** Short beside what the servers here would take. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    final ScriptedKms kms = ScriptedKms.start();
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @AfterEach
    void stop() {
        kms.close();
    }

    private void wrap(Duration time) {
        kms.kek().wrap(dek, ScriptedKms.CONTEXT, time);
    }

    private static void assertInTime(Runnable call) {
        long start = System.nanoTime();
        assertKind(Kind.UNREACHABLE, call::run);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(taken.compareTo(TIME.plus(GRACE)) < 0, taken.toString());
    }

    @Test
    void wrap_serverDoesNotAnswer_endsInTime() {
        kms.always(Fault.delay(Duration.ofSeconds(20)));
        assertInTime(() -> wrap(TIME));
    }

    @Test
    void wrap_serverAnswersByteByByte_endsInTime() {
        kms.answerOf(ScriptedKms.ARN, dek);
        kms.always(Fault.trickle(Duration.ofMillis(400)));
        assertInTime(() -> wrap(TIME));
    }

    @Test
    void open_connectionIsNotAccepted_endsInTime() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = fill(full);
            KmsUri uri = KmsUri.parse(
                    ScriptedKms.uri(ScriptedKms.ARN, URI.create("http://127.0.0.1:" + full.getLocalPort())));
            try (KmsCalls calls = KmsCalls.open(uri, name -> Optional.empty())) {
                assertInTime(() -> KeyLookup.resolve(calls, ScriptedKms.ARN, TIME));
            }
            assertThreadsEnd();
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static void assertThreadsEnd() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread instanceof CallThread) {
                thread.join(TIME.toMillis());
                assertFalse(thread.isAlive());
            }
        }
    }

    /** Opens connections until the next one is not answered any more. */
    private static List<Socket> fill(ServerSocket full) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        while (waiting.size() < 20) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 100);
            } catch (IOException e) {
                return waiting;
            }
        }
        throw new AssertionError("the server takes any number of connections");
    }

    @Test
    void wrap_noTime_asksNobody() {
        int before = kms.proxy().calls().size();
        assertKind(Kind.UNREACHABLE, () -> wrap(Duration.ZERO));
        assertEquals(before, kms.proxy().calls().size());
    }

    @Test
    void wrap_throttledUntilTheTimeIsOver_isThrottled() {
        kms.always(KmsAnswers.error(400, "ThrottlingException"));
        assertKind(Kind.THROTTLED, () -> wrap(Duration.ofSeconds(2)));
        kms.always(Fault.delay(Duration.ofSeconds(20)));
        kms.proxy().next(KmsAnswers.error(400, "ThrottlingException"));
        assertKind(Kind.THROTTLED, () -> wrap(Duration.ofSeconds(3)));
    }

    @Test
    void wrap_failureThatPasses_isTriedAgain() {
        kms.answerOf(ScriptedKms.ARN, dek);
        kms.proxy().next(KmsAnswers.error(500, "KMSInternalException"));
        int before = kms.proxy().calls().size();
        wrap(Duration.ofSeconds(10));
        assertEquals(before + 2, kms.proxy().calls().size());
    }

    @Test
    void wrap_failureThatStays_isNotTriedAgain() {
        kms.always(KmsAnswers.error(400, "AccessDeniedException"));
        int before = kms.proxy().calls().size();
        assertKind(Kind.DENIED, () -> wrap(TIME));
        assertEquals(before + 1, kms.proxy().calls().size());
    }

    @Test
    void wrap_interrupted_isUnreachableAndStaysInterrupted() throws Exception {
        kms.answerOf(ScriptedKms.ARN, dek);
        Thread.currentThread().interrupt();
        assertKind(Kind.UNREACHABLE, () -> wrap(TIME));
        assertTrue(Thread.interrupted());
        wrap(Duration.ofSeconds(10));
        assertFalse(Thread.interrupted());
    }

    @Test
    void wrap_interruptedMeanwhile_endsAtOnceAndStaysInterrupted() {
        kms.always(Fault.delay(Duration.ofSeconds(20)));
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> interrupt = CompletableFuture.runAsync(
                caller::interrupt, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
        assertInTime(() -> wrap(Duration.ofSeconds(10)));
        assertTrue(Thread.interrupted());
        interrupt.join();
    }

    @Test
    void wrap_closedMeanwhile_isClosed() {
        kms.always(Fault.delay(Duration.ofSeconds(20)));
        CompletableFuture<Void> close = CompletableFuture.runAsync(
                kms.kek()::close, CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
        RejectedException error = assertThrows(RejectedException.class, () -> wrap(TIME));
        assertEquals(RejectedException.Reason.CLOSED, error.reason());
        close.join();
    }
}
