package io.quorumseal.engine.ratis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.util.CodeInjectionForTesting;

/** Holds one request on a leader after it was started and before Ratis looks whether it may append it. */
final class BeforeAppend implements AutoCloseable {
    private static final String POINT = "RaftServerImpl.appendTransaction";

    private final AtomicReference<Hold> next = new AtomicReference<>();
    private Hold held = new Hold("");

    private static final class Hold {
        private final String text;
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Hold(String text) {
            this.text = text;
        }

        boolean wants(Object request) {
            return ((RaftClientRequest) request)
                    .getMessage()
                    .getContent()
                    .toStringUtf8()
                    .contains(text);
        }

        void pass() {
            arrived.countDown();
            await(released);
        }

        static void await(CountDownLatch latch) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody came");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    BeforeAppend() {
        CodeInjectionForTesting.put(POINT, (local, remote, args) -> {
            Hold hold = next.get();
            if (hold != null && hold.wants(args[0]) && next.compareAndSet(hold, null)) {
                hold.pass();
            }
            return true;
        });
    }

    void holdNext() {
        holdNext("");
    }

    /** Lets all pass that has not this text in it, such as entries of QuorumSeal's own. */
    void holdNext(String text) {
        held = new Hold(text);
        next.set(held);
    }

    void awaitHeld() {
        Hold.await(held.arrived);
    }

    void release() {
        held.released.countDown();
    }

    @Override
    public void close() {
        CodeInjectionForTesting.remove(POINT);
        release();
    }
}
