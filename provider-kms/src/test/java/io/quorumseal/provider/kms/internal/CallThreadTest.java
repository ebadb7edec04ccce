package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallThreadTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void run_callThatIgnoresTheEnd_isGivenUpAndWhatItBringsDestroyed() throws InterruptedException {
        SecretBytes secret = SecretBytes.take(new byte[] {1, 2, 3});
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        assertKind(
                Kind.UNREACHABLE,
                () -> CallThread.run(Deadline.in(SHORT), () -> {
                    caller.complete(Thread.currentThread());
                    awaitStubbornly(go);
                    return secret;
                }));
        go.countDown();
        caller.join().join();
        RejectedException error = assertThrows(RejectedException.class, () -> secret.readSecret(byte[]::clone));
        assertEquals(RejectedException.Reason.CLOSED, error.reason());
    }

    private static void awaitStubbornly(CountDownLatch go) {
        while (true) {
            try {
                go.await();
                return;
            } catch (InterruptedException e) {
                // A look-up of a host's name is like that.
            }
        }
    }

    @Test
    void run_call_isOverWithItsThread() {
        Thread[] used = new Thread[1];
        assertEquals("done", CallThread.run(Deadline.in(Duration.ofSeconds(5)), () -> {
            used[0] = Thread.currentThread();
            assertTrue(CallThread.left().compareTo(Duration.ofSeconds(5)) < 0);
            return "done";
        }));
        assertNotSame(Thread.currentThread(), used[0]);
        assertFalse(used[0].isAlive());
    }

    @Test
    void run_callThatFails_failsSo() {
        IllegalStateException failure = new IllegalStateException("so");
        assertEquals(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> CallThread.run(Deadline.in(SHORT.multipliedBy(100)), () -> {
                            throw failure;
                        })));
    }
}
