package io.quorumseal.engine.jraft;

import com.alipay.remoting.CustomSerializerManager;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes' engines send each other by JRaft's RPC: one byte that says what it is, and opaque bytes. Bolt finds the class
 * by its name, on both sides.
 */
final class Frame {
    /** Its name for Bolt. No constant of the compiler's: whoever uses it has the form of raw bytes registered before. */
    static final String NAME = Frame.class.getName();

    /** A question to the runtime of a node. */
    static final byte ASK = 1;

    /** A question to the runtime of the control group's leader. */
    static final byte ASK_LEADER = 2;

    /** Asks whether a node leads the control group, and is ready to. */
    static final byte PING_LEADER = 3;

    /** An answer. */
    static final byte ANSWER = 4;

    /** Nothing of the question reached the runtime. */
    static final byte NOT_SERVED = 5;

    /** What cannot be read. */
    private static final byte MALFORMED = 0;

    static {
        CustomSerializerManager.registerCustomSerializer(NAME, new RawBytes());
    }

    private final byte kind;
    private final byte[] content;

    Frame(byte kind, byte[] content) {
        this.kind = kind;
        this.content = content;
    }

    static Frame of(byte kind) {
        return new Frame(kind, new byte[0]);
    }

    static Frame read(byte @Nullable [] bytes) {
        return bytes == null || bytes.length == 0
                ? of(MALFORMED)
                : new Frame(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    byte[] bytes() {
        byte[] bytes = new byte[content.length + 1];
        bytes[0] = kind;
        System.arraycopy(content, 0, bytes, 1, content.length);
        return bytes;
    }

    byte kind() {
        return kind;
    }

    byte[] content() {
        return content;
    }
}
