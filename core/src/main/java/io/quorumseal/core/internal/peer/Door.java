package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Frame.Word;
import io.quorumseal.core.internal.work.Futures;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where others' questions come in. A hello and the wish for keys are answered to anybody, in bounds; a question only if it
 * is proved, and comes for the first time. All that is done for a stranger is done on his thread: comparing, and one MAC.
 */
public final class Door {
    /** Bytes of key state that leave without a proof in a minute. */
    static final long KEY_STATE_A_MINUTE = 64L << 20;

    /** Bytes that key state is taken to have before it was given for the first time. */
    private static final long ASSUMED = 1 << 16;

    /** What a KEK says of bytes that it did not wrap. */
    static final Set<KekException.Kind> UNPROVED =
            EnumSet.of(KekException.Kind.CORRUPT, KekException.Kind.WRONG_KEY, KekException.Kind.UNSUPPORTED);

    private final Node node;
    private final Supplier<byte[]> keyState;
    private final Function<PeerMessage, CompletionStage<PeerMessage>> dispatch;
    private final Challenges challenges;
    private final HeardSecrets secrets;
    private final Meter keysGiven;
    private final Strangers strangers;
    private final Lately lately;
    private volatile long lastGiven = ASSUMED;

    /**
     * Opens.
     *
     * @param keyState exports the key state, if there is any
     * @param dispatch answers a member's question
     */
    public Door(Node node, Supplier<byte[]> keyState, Function<PeerMessage, CompletionStage<PeerMessage>> dispatch) {
        this.node = node;
        this.keyState = keyState;
        this.dispatch = dispatch;
        Elapsed time = new Elapsed(node.config().clock());
        this.challenges = new Challenges(time, node.config().random());
        this.secrets = new HeardSecrets(node, time);
        this.keysGiven = new Meter(KEY_STATE_A_MINUTE, time);
        this.strangers = new Strangers(node, time);
        this.lately = new Lately(time, activeDek());
    }

    /** The word that a node which is closed answers with. */
    public static byte[] closed() {
        return FrameCodec.encode(new Frame.Refused(Word.CLOSED));
    }

    /** Parts from a copy of this process: what one of the two was asked, the other does not take. */
    public void reseed() {
        challenges.reseed(node.config().random());
    }

    /** Answers whatever came, and tells nobody what went wrong who has not proved anything. */
    public CompletionStage<byte[]> answer(byte[] bytes) {
        return Futures.<Frame>started(() -> answer(decoded(bytes)))
                .exceptionally(failure -> new Frame.Refused(Word.CLOSED))
                .thenApply(FrameCodec::encode);
    }

    private static Optional<Frame> decoded(byte[] bytes) {
        try {
            return Optional.of(FrameCodec.decode(bytes));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private CompletionStage<Frame> answer(Optional<Frame> frame) {
        if (node.desk().isEmpty()) {
            return done(new Frame.Refused(Word.ENCRYPTION_OFF));
        }
        Frame came = frame.orElseGet(() -> new Frame.Refused(Word.STRANGER));
        if (came instanceof Frame.Hello hello) {
            return greeted(hello, node.deskOrRefuse());
        }
        if (came instanceof Frame.WantsKeys) {
            return done(keys());
        }
        return came instanceof Frame.Question question ? asked(question) : done(stranger());
    }

    private static CompletionStage<Frame> done(Frame frame) {
        return CompletableFuture.completedFuture(frame);
    }

    private Frame.Refused stranger() {
        strangers.came();
        return new Frame.Refused(Word.STRANGER);
    }

    // ---- without a proof

    /** A secret is looked at by nodes only that have no keys, and only if it was made for a challenge of theirs. */
    private CompletionStage<Frame> greeted(Frame.Hello hello, KekDesk desk) {
        boolean nothingToLookAt = activeDek().isPresent()
                || hello.secret().length == 0
                || desk.macSecretOfCurrent().isPresent();
        if (nothingToLookAt || secrets.knows(hello)) {
            return done(greeting(hello));
        }
        if (!isForUs(hello)) {
            return done(stranger());
        }
        return secrets.inTurn(() -> looked(hello, desk)).orElseGet(() -> done(new Frame.Refused(Word.LATER)));
    }

    private boolean isForUs(Frame.Hello hello) {
        return hello.secret().length <= HeardSecrets.MOST_BYTES
                && OwnSecret.challenge(hello.secret())
                        .filter(challenge -> challenges.isGood(hello.asker(), challenge))
                        .isPresent();
    }

    private Frame looked(Frame.Hello hello, KekDesk desk) {
        try {
            secrets.look(desk, hello);
            return greeting(hello);
        } catch (KekException e) {
            return UNPROVED.contains(e.kind()) ? stranger() : new Frame.Refused(Word.KEK_ILL);
        }
    }

    private Frame greeting(Frame.Hello hello) {
        return new Frame.Greeting(node.config().node(), lately.active(activeDek()), challenges.next(hello.asker()));
    }

    private Optional<DekId> activeDek() {
        return node.state().activeDek(Purpose.RAFT);
    }

    /** Making it costs more than refusing it, so what was given last stands for its size. */
    private Frame keys() {
        if (activeDek().isEmpty()) {
            return new Frame.Refused(Word.NO_KEYS);
        }
        if (!keysGiven.passes(lastGiven)) {
            return new Frame.Refused(Word.LATER);
        }
        byte[] state = keyState.get();
        lastGiven = state.length;
        return new Frame.Keys(state);
    }

    // ---- with a proof

    private CompletionStage<Frame> asked(Frame.Question question) {
        boolean active = question.dek().equals(lately.active(activeDek()));
        boolean forMe = question.addressee().equals(node.config().node())
                && (active || lately.isFromBefore(question))
                && challenges.isGood(question.asker(), question.challenge());
        Optional<PeerKey> key = forMe ? provedBy(question) : Optional.empty();
        if (key.isEmpty()) {
            return done(stranger());
        }
        if (!active) {
            return done(answer(question, key.get(), new PeerMessage.AskAgain()));
        }
        return switch (challenges.met(question.tag())) {
            case NEW -> answered(question, key.get());
            case AGAIN -> done(stranger());
            case NO_ROOM -> done(answer(question, key.get(), new PeerMessage.AskAgain()));
        };
    }

    private Optional<PeerKey> provedBy(Frame.Question question) {
        return keys(question).stream().filter(key -> key.isProof(question)).findFirst();
    }

    private List<PeerKey> keys(Frame.Question question) {
        String cluster = node.config().cluster();
        if (question.dek().isPresent()) {
            return PeerKey.all(node.macs(), question.dek().get(), cluster);
        }
        Optional<SecretBytes> known = node.deskOrRefuse().macSecretOfCurrent();
        return known.isPresent() ? List.of(PeerKey.of(known.get(), cluster)) : secrets.of(question.asker());
    }

    private CompletionStage<Frame> answered(Frame.Question question, PeerKey key) {
        CompletableFuture<PeerMessage> answer =
                Futures.started(() -> dispatch.apply(PeerCodec.decode(question)), node.background());
        return untilClosed(answer).exceptionally(Answers::failed).thenApply(message -> answer(question, key, message));
    }

    /** What the background has not begun when the node closes never comes; what it has begun may be done. */
    private CompletionStage<PeerMessage> untilClosed(CompletableFuture<PeerMessage> answer) {
        return node.stalls()
                .until(answer.thenAccept(done -> {}))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(answer.isDone() ? failure : closes()))
                .thenCompose(done -> answer);
    }

    private RetryableException closes() {
        return new RetryableException(
                RetryableException.Reason.OUTCOME_UNKNOWN,
                "node " + node.config().node() + " is being closed; what was asked may be done all the same");
    }

    private static Frame answer(Frame.Question question, PeerKey key, PeerMessage message) {
        return key.prove(
                new Frame.Answer(PeerCodec.kind(message), question.tag(), PeerCodec.body(message), new byte[0]));
    }
}
