package io.quorumseal.benchmarks.cluster;

import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/**
 * What a stranger asks a node, who knows how questions are written and has no key: in turn each of the {@link Shape}s.
 * Its questions have all but the proof: the node's own name and DEK, and a challenge of its own that is still good, so that
 * the node has to make the MAC to see that it is not one of a member.
 */
final class Questions implements Flood.Requests {
    /** How a question begins among the reads of Ratis. */
    private static final ByteString MARK = ByteString.fromHex("9d41c7e25f8a4b0eb36f12d07a5ce894");

    private static final String ASKER = "n2";
    private static final int KINDS = 20;
    private static final int BODY = 40;
    private static final int NONSENSE = 120;
    private static final byte[] STRANGER = {'N', 1, 1};

    /** The shapes of what is asked. */
    enum Shape {
        HELLO,
        WISH_FOR_KEYS,
        QUESTION,
        NONSENSE,
        NOTHING
    }

    private static final List<Shape> TURNS = List.of(
            Shape.HELLO,
            Shape.QUESTION,
            Shape.WISH_FOR_KEYS,
            Shape.QUESTION,
            Shape.NONSENSE,
            Shape.QUESTION,
            Shape.NOTHING,
            Shape.QUESTION);

    private final SplittableRandom random = new SplittableRandom(7);
    private final AtomicLong refused = new AtomicLong();
    private volatile Frame.Greeting greeting;
    private int sent;

    /** Begins with the node's answer to a hello. */
    Questions(Message answer) {
        this.greeting = (Frame.Greeting) FrameCodec.decode(bytes(answer));
    }

    static Message hello() {
        return message(FrameCodec.encode(new Frame.Hello(ASKER, new byte[0])));
    }

    static List<Shape> turns() {
        return TURNS;
    }

    @Override
    public Message next() {
        return of(TURNS.get(sent++ % TURNS.size()));
    }

    Message of(Shape shape) {
        return switch (shape) {
            case HELLO -> hello();
            case WISH_FOR_KEYS -> message(FrameCodec.encode(new Frame.WantsKeys()));
            case QUESTION -> message(FrameCodec.encode(question()));
            case NONSENSE -> message(random(NONSENSE));
            case NOTHING -> message(new byte[0]);
        };
    }

    private Frame.Question question() {
        Frame.Greeting now = greeting;
        return new Frame.Question(
                random.nextInt(KINDS),
                ASKER,
                now.node(),
                "kv",
                now.dek(),
                now.challenge(),
                random(Frame.NONCE),
                random(BODY),
                random(Frame.TAG));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Message message(byte[] frame) {
        return Message.valueOf(MARK.concat(ByteString.copyFrom(frame)));
    }

    private static byte[] bytes(Message message) {
        return message.getContent().toByteArray();
    }

    @Override
    public void answered(Message answer) {
        ByteString bytes = answer.getContent();
        if (bytes.equals(ByteString.copyFrom(STRANGER))) {
            refused.incrementAndGet();
        } else if (bytes.size() > 0 && bytes.byteAt(0) == 'G') {
            greeting = (Frame.Greeting) FrameCodec.decode(bytes.toByteArray());
        }
    }

    /** Tells how often the node said that it does not know who asks. */
    long refused() {
        return refused.get();
    }
}
