package io.quorumseal.testkit.sim;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerKey;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A member that lies: it has the cluster's keys, proves what it says, and says what the test wants. */
public final class SimProof {
    private static final Duration KEK_TIMEOUT = Duration.ofSeconds(1);

    private static final AtomicLong NONCES = new AtomicLong();

    private final String cluster;
    private final Kek kek;
    private final Supplier<KeyState> keys;

    /**
     * Makes one.
     *
     * @param cluster the cluster's name
     * @param kek what the DEKs are wrapped under
     * @param keys the DEKs
     */
    public SimProof(String cluster, Kek kek, Supplier<KeyState> keys) {
        this.cluster = cluster;
        this.kek = kek;
        this.keys = keys;
    }

    /** Whether bytes are a question, and no hello. */
    public static boolean isQuestion(byte[] frame) {
        return frame.length > 0 && frame[0] == 'Q';
    }

    /** Whether bytes are a question to a node. */
    static boolean isQuestionTo(String node, byte[] frame) {
        try {
            return isQuestion(frame)
                    && ((Frame.Question) FrameCodec.decode(frame)).addressee().equals(node);
        } catch (MalformedException garbled) {
            return false;
        }
    }

    /** Reads a question; empty if the bytes are none. */
    public static Optional<PeerMessage> asked(byte[] frame) {
        return isQuestion(frame) ? Optional.of(message((Frame.Question) FrameCodec.decode(frame))) : Optional.empty();
    }

    private static PeerMessage message(Frame.Question question) {
        return PeerCodec.decode(question.kind(), question.group(), question.body());
    }

    /** Reads an answer, and does not ask for its proof; empty if the bytes are none. */
    public static Optional<PeerMessage> answered(byte[] question, byte[] answer) {
        return FrameCodec.decode(answer) instanceof Frame.Answer given
                ? Optional.of(PeerCodec.decode(
                        given.kind(), ((Frame.Question) FrameCodec.decode(question)).group(), given.body()))
                : Optional.empty();
    }

    /** Whether a question was answered by more than that nothing was done. */
    public static boolean answersMore(byte[] question, byte[] answer) {
        return answered(question, answer)
                .filter(message -> !(message instanceof PeerMessage.AskAgain))
                .isPresent();
    }

    /** Answers a question. */
    public byte[] answer(byte[] question, PeerMessage message) {
        Frame.Question asked = (Frame.Question) FrameCodec.decode(question);
        return FrameCodec.encode(key(asked.dek().orElseThrow())
                .prove(new Frame.Answer(PeerCodec.kind(message), asked.tag(), PeerCodec.body(message), new byte[0])));
    }

    /**
     * Asks a node.
     *
     * @param asker in whose name
     * @param node brings bytes to the node
     * @return what it answers; fails if it takes the question for a stranger's
     */
    public CompletionStage<PeerMessage> ask(
            String asker, Function<byte[], CompletionStage<byte[]>> node, PeerMessage message) {
        return question(asker, node, message)
                .thenCompose(question -> node.apply(question)
                        .thenApply(answer -> answered(question, answer).orElseThrow()));
    }

    /** A question to a node, which has greeted the asker. */
    public CompletionStage<byte[]> question(
            String asker, Function<byte[], CompletionStage<byte[]>> node, PeerMessage message) {
        return node.apply(FrameCodec.encode(new Frame.Hello(asker, new byte[0])))
                .thenApply(bytes -> (Frame.Greeting) FrameCodec.decode(bytes))
                .thenApply(greeting -> question(asker, greeting, message));
    }

    private byte[] question(String asker, Frame.Greeting greeting, PeerMessage message) {
        return FrameCodec.encode(key(greeting.dek().orElseThrow())
                .prove(new Frame.Question(
                        PeerCodec.kind(message),
                        asker,
                        greeting.node(),
                        PeerCodec.group(message, new GroupId(SimCluster.CONTROL)),
                        greeting.dek(),
                        greeting.challenge(),
                        nonce(),
                        PeerCodec.body(message),
                        new byte[0])));
    }

    private static byte[] nonce() {
        return ByteBuffer.allocate(Frame.NONCE)
                .putLong(NONCES.incrementAndGet())
                .array();
    }

    /** The key that comes of a DEK. */
    public PeerKey key(DekId dek) {
        KeyState.Key known = keys.get().keys().get(dek);
        if (known == null) {
            throw new IllegalStateException("the test does not know DEK " + dek);
        }
        WrapContext context = new WrapContext(cluster, known.purpose(), dek);
        try (SecretBytes secret = kek.unwrap(known.dek().wrapped(), context, KEK_TIMEOUT)) {
            return PeerKey.of(secret, cluster);
        }
    }
}
