package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One call on its way through the proxy, and what is done to it. */
final class ProxiedCall {
    private final Relay relay;
    private final Fault fault;
    private final CountDownLatch closed;
    private volatile boolean answered;
    private int sent;

    ProxiedCall(Relay relay, Fault fault, CountDownLatch closed) {
        this.relay = relay;
        this.fault = fault;
        this.closed = closed;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Does to what the client sends what is to be done. */
    void request(byte[] bytes) throws IOException {
        fault.onRequest(this, bytes);
    }

    /** Does to what the server answers what is to be done. */
    void answer(byte[] bytes) throws IOException {
        answered = true;
        fault.onAnswer(this, bytes);
    }

    void pass(byte[] request) throws IOException {
        relay.toServer(request);
    }

    /** Waits; tells whether the proxy is still open. */
    boolean hold(Duration time) throws IOException {
        try {
            return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Passes nothing on. */
    void swallow() {
        relay.harm();
    }

    void send(byte[] answer) throws IOException {
        relay.toClient(answer, 0, answer.length);
    }

    /** Sends what is left of so many bytes of the whole answer, and ends the connection behind them. */
    void sendUpTo(int bytes, byte[] answer) throws IOException {
        int some = Math.min(bytes - sent, answer.length);
        relay.toClient(answer, 0, some);
        sent += some;
        if (sent == bytes) {
            relay.close();
        }
    }

    void trickle(byte[] answer, Duration pause) throws IOException {
        for (int i = 0; i < answer.length && hold(pause); i++) {
            relay.toClient(answer, i, i + 1);
        }
    }

    /** Sends as many bytes, each of them another one. */
    void garble(byte[] answer) throws IOException {
        relay.harm();
        byte[] changed = new byte[answer.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = (byte) (answer[i] ^ ((i * 151 + 7) | 1));
        }
        send(changed);
    }

    /** Answers in the server's place. */
    void reply(byte[] answer) throws IOException {
        answered = true;
        relay.answerClient(answer);
    }

    void reset() throws IOException {
        relay.reset();
    }
}
