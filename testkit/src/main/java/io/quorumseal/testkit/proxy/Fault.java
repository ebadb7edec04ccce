package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What {@link FaultProxy} does to a call instead of passing it on and bringing the answer back. */
public final class Fault {
    private static final int GARBAGE_BYTES = 512;

    private final String name;
    private final Effect effect;

    private Fault(String name, Effect effect) {
        this.name = name;
        this.effect = effect;
    }

    /** What happens to a call. */
    @FunctionalInterface
    interface Effect {
        void on(ProxiedCall call) throws IOException;
    }

    /** No fault: for the calls between two faulty ones. */
    static final Fault NONE = new Fault("none", ProxiedCall::pass);

    /**
     * Holds the call back, then passes it on.
     *
     * @param time how long
     * @return the fault
     */
    public static Fault delay(Duration time) {
        return new Fault("delay of " + time, call -> {
            if (call.hold(time)) {
                call.pass();
            }
        });
    }

    /**
     * Passes the call on, and brings the answer back one byte at a time, with a pause before each. A client that limits
     * the time for each read, instead of that for the whole call, waits very long.
     *
     * @param pause the time between two bytes
     * @return the fault
     */
    public static Fault trickle(Duration pause) {
        return new Fault("trickle of a byte each " + pause, call -> call.trickle(call.forward(), pause));
    }

    /**
     * Reads the call and resets the connection. The server does not see the call.
     *
     * @return the fault
     */
    public static Fault reset() {
        return new Fault("reset", ProxiedCall::reset);
    }

    /**
     * Passes the call on, and ends the answer early.
     *
     * @param bytes how many bytes of the answer get through, status line and headers included
     * @return the fault
     */
    public static Fault cutAfter(int bytes) {
        return new Fault("cut after " + bytes + " bytes", call -> call.send(call.forward(), bytes));
    }

    /**
     * Answers in place of the server, which does not see the call.
     *
     * @param status the HTTP status
     * @param headers the headers; {@code Content-Length} and {@code Connection} are added
     * @param body the body, sent as UTF-8
     * @return the fault
     */
    public static Fault answer(int status, Map<String, String> headers, String body) {
        byte[] answer = HttpText.answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
        return new Fault("status " + status, call -> call.send(answer));
    }

    /**
     * Answers with status 200 and bytes that are nothing.
     *
     * @return the fault
     */
    public static Fault garbage() {
        byte[] body = new byte[GARBAGE_BYTES];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 151 + 7);
        }
        byte[] answer = HttpText.answer(200, Map.of("Content-Type", "application/json"), body);
        return new Fault("garbage", call -> call.send(answer));
    }

    /**
     * Gives the server's answer to an earlier call. The server does not see this one.
     *
     * @param earlier the answer, kept by {@link FaultProxy#keep()}; it must be there when the call comes
     * @return the fault
     */
    public static Fault replay(FaultProxy.Answer earlier) {
        Objects.requireNonNull(earlier);
        return new Fault("answer to another call", call -> call.send(earlier.bytes()));
    }

    /**
     * Gives the content of the server's answer to an earlier call as that of an error. The server does not see this
     * call. Shows whether a client that quotes the body of an error quotes keys.
     *
     * @param status the HTTP status in place of the answer's own
     * @param earlier the answer, kept by {@link FaultProxy#keep()}; it must be there when the call comes
     * @return the fault
     */
    public static Fault replayAs(int status, FaultProxy.Answer earlier) {
        Objects.requireNonNull(earlier);
        return new Fault(
                "another call's content with status " + status,
                call -> call.send(HttpText.withStatus(status, earlier.bytes())));
    }

    /** Keeps the server's answer while bringing it back. */
    static Fault keep(FaultProxy.Answer kept) {
        return new Fault("keep", call -> {
            byte[] answer = call.forward();
            kept.set(answer);
            call.send(answer);
        });
    }

    void on(ProxiedCall call) throws IOException {
        effect.on(call);
    }

    /** Names the fault; of its bytes nothing shows. */
    @Override
    public String toString() {
        return name;
    }
}
