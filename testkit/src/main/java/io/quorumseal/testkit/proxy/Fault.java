package io.quorumseal.testkit.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What {@link FaultProxy} does to a call instead of passing it on and bringing the answer back.
 *
 * <p>Delays, resets and what is done to an answer's bytes fit every {@link Dialect}. {@link #answer(int, Map, String)},
 * {@link #garbage} and {@link #replayAs} write HTTP.
 */
public final class Fault {
    private static final int GARBAGE_BYTES = 512;

    private final String name;
    private final Effect request;
    private final Effect answer;

    private Fault(String name, Effect request, Effect answer) {
        this.name = name;
        this.request = request;
        this.answer = answer;
    }

    private static Fault ofRequest(String name, Effect effect) {
        return new Fault(name, effect, ProxiedCall::send);
    }

    private static Fault ofAnswer(String name, Effect effect) {
        return new Fault(name, ProxiedCall::pass, effect);
    }

    /** What happens to some bytes of a call. */
    @FunctionalInterface
    interface Effect {
        void on(ProxiedCall call, byte[] bytes) throws IOException;
    }

    /** No fault: for the calls between two faulty ones. */
    static final Fault NONE = new Fault("none", ProxiedCall::pass, ProxiedCall::send);

    private static final Fault SILENCE = ofRequest("silence", (call, bytes) -> call.swallow());
    private static final Fault RESET = ofRequest("reset", (call, bytes) -> call.reset());
    private static final Fault HANG_UP = ofRequest("hang up", (call, bytes) -> call.reset());
    private static final Fault GARBLE = ofAnswer("garble", ProxiedCall::garble);

    /**
     * Holds the call back, then passes it on.
     *
     * @param time how long
     * @return the fault
     */
    public static Fault delay(Duration time) {
        return ofRequest("delay of " + time, (call, bytes) -> {
            if (call.hold(time)) {
                call.pass(bytes);
            }
        });
    }

    /**
     * Takes the call and never answers. The server does not see it, and the connection stays open.
     *
     * @return the fault
     */
    public static Fault silence() {
        return SILENCE;
    }

    /**
     * Passes the call on, and brings the answer back one byte at a time, with a pause before each. A client that limits
     * the time for each read, instead of the time for the whole call, waits very long.
     *
     * @param pause the time between two bytes
     * @return the fault
     */
    public static Fault trickle(Duration pause) {
        return ofAnswer("trickle of a byte each " + pause, (call, bytes) -> call.trickle(bytes, pause));
    }

    /**
     * Reads the call and resets the connection; a Unix socket, which knows no reset, is closed. The server does not see
     * the call.
     *
     * @return the fault
     */
    public static Fault reset() {
        return RESET;
    }

    /**
     * Accepts the connection and resets it at once, before anything is read. On connections that are already open, the
     * next call is reset. It concerns connections, of which nothing is known when they come: no predicate holds it off.
     *
     * @return the fault
     */
    public static Fault hangUp() {
        return HANG_UP;
    }

    /**
     * Passes the call on, and ends the answer early.
     *
     * @param bytes how many bytes of the answer get through, counted from its very first
     * @return the fault
     */
    public static Fault cutAfter(int bytes) {
        return ofAnswer("cut after " + bytes + " bytes", (call, part) -> call.sendUpTo(bytes, part));
    }

    /**
     * Passes the call on, and changes each byte of the answer.
     *
     * @return the fault
     */
    public static Fault garble() {
        return GARBLE;
    }

    /**
     * Answers in place of the server, which does not see the call.
     *
     * @param answer the bytes, in whatever protocol
     * @return the fault
     */
    public static Fault answer(byte[] answer) {
        byte[] bytes = answer.clone();
        return ofRequest("answer of " + bytes.length + " bytes", (call, asked) -> call.reply(bytes));
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
        return ofRequest("status " + status, (call, asked) -> call.reply(answer));
    }

    /**
     * Answers with status 200 and bytes that mean nothing.
     *
     * @return the fault
     */
    public static Fault garbage() {
        byte[] body = new byte[GARBAGE_BYTES];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 151 + 7);
        }
        byte[] answer = HttpText.answer(200, Map.of("Content-Type", "application/json"), body);
        return ofRequest("garbage", (call, asked) -> call.reply(answer));
    }

    /**
     * Gives the server's answer to an earlier call. The server does not see this one.
     *
     * @param earlier the answer, kept by {@link FaultProxy#keep()}; it must be there when the call comes
     * @return the fault
     */
    public static Fault replay(FaultProxy.Answer earlier) {
        Objects.requireNonNull(earlier);
        return ofRequest("answer to another call", (call, asked) -> call.reply(earlier.bytes()));
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
        return ofRequest(
                "another call's content with status " + status,
                (call, asked) -> call.reply(HttpText.withStatus(status, earlier.bytes())));
    }

    /** Keeps the server's answer while bringing it back. */
    static Fault keep(FaultProxy.Answer kept) {
        return ofAnswer("keep", (call, bytes) -> {
            kept.add(bytes);
            call.send(bytes);
        });
    }

    /** Whether connections are not even listened to. */
    boolean hangsUp() {
        return this == HANG_UP;
    }

    void onRequest(ProxiedCall call, byte[] bytes) throws IOException {
        request.on(call, bytes);
    }

    void onAnswer(ProxiedCall call, byte[] bytes) throws IOException {
        answer.on(call, bytes);
    }

    /** Names the fault; its bytes do not show. */
    @Override
    public String toString() {
        return name;
    }
}
