package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Config;
import io.quorumseal.core.internal.work.Futures;
import io.quorumseal.core.internal.work.Latest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this node asks others: a hello, then the question with its proof, which is delivered once at most. What fails before
 * the question was sent is {@code GATE_CLOSED}, or says that the KEK of this node is at fault: nothing was done. Once it was sent,
 * only an answer that is proved counts.
 */
public final class Line {
    private static final int LENT = 64;

    /** A node may get other keys between its greeting and the question. */
    private static final int MOST_GREETINGS = 3;

    private final Node node;
    private final Lender lender;
    private final Hearing hearing;
    private final OwnSecret own;
    private final Latest<DekId, PeerKey> lent = new Latest<>(LENT);

    /** Gives the key of a DEK that this node does not have. */
    @FunctionalInterface
    public interface Lender {
        /**
         * Unwraps what another node sent, and takes nothing of it over.
         *
         * @param state exported key state, from whomever
         * @param dek the DEK that it has to be signed by
         * @param info what the key is for
         */
        CompletionStage<byte[]> lend(byte[] state, DekId dek, byte[] info);
    }

    /** Who is asked, and how he knows that it is this node. */
    private record To(Frame.Greeting who, PeerKey key) {}

    /**
     * Makes a line.
     *
     * @param lender gives keys that this node lacks
     * @param hearing is told of each answer
     */
    public Line(Node node, Lender lender, Hearing hearing) {
        this.node = node;
        this.lender = lender;
        this.hearing = hearing;
        this.own = new OwnSecret(node);
    }

    Hearing hearing() {
        return hearing;
    }

    /** Asks a member. */
    public CompletionStage<PeerMessage> ask(String member, PeerMessage message) {
        return ask(member, hello -> node.config().engine().ask(member, hello), member::equals, message);
    }

    /** Asks whoever leads the control group; that may be this node, but it has nothing to tell itself. */
    public CompletionStage<PeerMessage> askLeader(PeerMessage message) {
        String self = node.config().node();
        return ask(
                "the leader",
                hello -> node.config().engine().askLeader(hello),
                member -> !member.equals(self) || !(message instanceof PeerMessage.AskKeys),
                message);
    }

    /** How a hello goes out. */
    private interface Way {
        CompletionStage<byte[]> send(byte[] hello);
    }

    private CompletionStage<PeerMessage> ask(String who, Way way, Predicate<String> isMeant, PeerMessage message) {
        return ask(who, way, isMeant, message, MOST_GREETINGS);
    }

    private CompletionStage<PeerMessage> ask(
            String who, Way way, Predicate<String> isMeant, PeerMessage message, int greetings) {
        return Futures.started(() -> met(who, way, isMeant))
                .exceptionally(failure -> {
                    throw new CompletionException(nothingDone(failure));
                })
                .thenCompose(to -> put(to, message))
                .exceptionallyCompose(failure -> {
                    if (!(Futures.cause(failure) instanceof ChangedException changed)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return greetings > 1
                            ? ask(who, way, isMeant, message, greetings - 1)
                            : CompletableFuture.failedFuture(changed.inTheEnd);
                });
    }

    /** Whoever was greeted goes by other keys now, and has proved that it did nothing. */
    private static final class ChangedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final RetryableException inTheEnd;

        ChangedException(RetryableException inTheEnd) {
            super(inTheEnd);
            this.inTheEnd = inTheEnd;
        }
    }

    private static RuntimeException nothingDone(Throwable failure) {
        if (Futures.cause(failure) instanceof ChangedException changed) {
            return changed;
        }
        QuorumSealException typed = Futures.typed(failure);
        boolean unclear = typed instanceof RetryableException retry
                && (retry.reason() == Reason.NO_ANSWER || retry.reason() == Reason.OUTCOME_UNKNOWN);
        return unclear || typed instanceof MalformedException
                ? new RetryableException(Reason.GATE_CLOSED, String.valueOf(typed.getMessage()), typed)
                : typed;
    }

    // ---- before the question

    private CompletionStage<To> met(String who, Way way, Predicate<String> isMeant) {
        return greeting(who, isMeant, way.send(hello(new byte[0])))
                .thenCompose(greeting -> greeting.dek().isPresent()
                        ? key(greeting.node(), greeting.dek().get()).thenApply(key -> new To(greeting, key))
                        : Futures.started(() -> metWithoutKeys(greeting), node.background()));
    }

    private byte[] hello(byte[] secret) {
        return FrameCodec.encode(new Frame.Hello(node.config().node(), secret));
    }

    private static CompletionStage<Frame.Greeting> greeting(
            String who, Predicate<String> isMeant, CompletionStage<byte[]> answer) {
        return answer.thenApply(bytes -> {
            Frame frame = decoded(who, bytes);
            if (frame instanceof Frame.Greeting greeting && isName(greeting.node()) && isMeant.test(greeting.node())) {
                return greeting;
            }
            throw unproved(who, frame);
        });
    }

    /** A stranger's text would be told in errors and events. */
    private static boolean isName(String node) {
        return node.length() <= Config.MAX_NAME_LENGTH && node.chars().noneMatch(Character::isISOControl);
    }

    /** It has no keys: it knows this node by a secret, which only who has the KEK can unwrap. */
    private CompletionStage<To> metWithoutKeys(Frame.Greeting first) {
        String member = first.node();
        Optional<OwnSecret.Offer> lately = own.lately(member);
        if (lately.isPresent()) {
            return CompletableFuture.completedFuture(new To(first, lately.get().key()));
        }
        OwnSecret.Offer offer = own.made(first.challenge());
        return greeting(member, member::equals, node.config().engine().ask(member, hello(offer.secret())))
                .thenApply(greeting -> {
                    if (greeting.dek().isPresent()) {
                        throw new ChangedException(new RetryableException(
                                Reason.GATE_CLOSED,
                                member + " has just got its first keys; nothing was done, ask again"));
                    }
                    own.took(member, offer);
                    return new To(greeting, offer.key());
                });
    }

    private CompletionStage<PeerKey> key(String member, DekId dek) {
        if (node.state().retired().contains(dek)) {
            throw new RetryableException(
                    Reason.GATE_CLOSED,
                    member + " proves itself by DEK " + dek
                            + ", which is retired: it is behind, or is no member any more."
                            + " Nothing was done; ask again when it has caught up");
        }
        KeyState.@Nullable Key live = node.state().keys().get(dek);
        if (live != null && live.purpose() != Purpose.RAFT) {
            throw new RetryableException(
                    Reason.GATE_CLOSED,
                    member + " proves itself by DEK " + dek + ", which is none for that; nothing was done");
        }
        byte[] info = PeerKey.info(node.config().cluster());
        Optional<PeerKey> known = (live != null
                        ? PeerKey.all(node.macs(), dek, node.config().cluster()).stream()
                                .findFirst()
                        : Optional.<PeerKey>empty())
                .or(() -> Optional.ofNullable(lent(dek)));
        return known.<CompletionStage<PeerKey>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> Futures.started(
                        () -> node.config()
                                .engine()
                                .ask(member, FrameCodec.encode(new Frame.WantsKeys()))
                                .thenCompose(bytes -> lent(member, bytes, dek, info)),
                        node.background()));
    }

    private CompletionStage<PeerKey> lent(String member, byte[] bytes, DekId dek, byte[] info) {
        Frame frame = decoded(member, bytes);
        if (!(frame instanceof Frame.Keys keys)) {
            throw unproved(member, frame);
        }
        Supplier<CompletionStage<byte[]>> lending = () -> lender.lend(keys.state(), dek, info);
        return Futures.started(lending, node.background())
                .exceptionally(failure -> {
                    throw new CompletionException(notLent(member, failure));
                })
                .thenApply(derived -> {
                    PeerKey key = PeerKey.take(derived);
                    keep(dek, key);
                    return key;
                });
    }

    /** A KEK that fails is what it says; one that does not unwrap these bytes may have got a stranger's. */
    private static Throwable notLent(String member, Throwable failure) {
        return Futures.cause(failure) instanceof KekException kek && Door.UNPROVED.contains(kek.kind())
                ? new RetryableException(
                        Reason.KEK_REFUSES,
                        "what " + member + " sent as the cluster's keys cannot be unwrapped here: " + kek.getMessage()
                                + ". Either somebody changes what the nodes send each other, or this node has another KEK than"
                                + " the cluster, or another name of the cluster; nothing was done",
                        kek)
                : failure;
    }

    private @Nullable PeerKey lent(DekId dek) {
        synchronized (lent) {
            return lent.get(dek);
        }
    }

    private void keep(DekId dek, PeerKey key) {
        synchronized (lent) {
            lent.put(dek, key);
        }
    }

    // ---- the question

    private CompletionStage<PeerMessage> put(To to, PeerMessage message) {
        byte[] nonce = new byte[Frame.NONCE];
        node.config().random().nextBytes(nonce);
        String member = to.who().node();
        Frame.Question question = to.key()
                .prove(new Frame.Question(
                        PeerCodec.kind(message),
                        node.config().node(),
                        member,
                        PeerCodec.group(message, node.config().control()),
                        to.who().dek(),
                        to.who().challenge(),
                        nonce,
                        PeerCodec.body(message),
                        new byte[0]));
        return node.config()
                .engine()
                .ask(member, FrameCodec.encode(question))
                .thenApply(bytes -> heard(member, question, to.key(), bytes));
    }

    private PeerMessage heard(String member, Frame.Question question, PeerKey key, byte[] bytes) {
        Frame frame = decoded(member, bytes);
        if (frame instanceof Frame.Answer answer && answer.answers(question) && key.isProof(answer)) {
            PeerMessage message = PeerCodec.decode(answer, question.group());
            hearing.heard(member, message);
            return answered(member, message);
        }
        own.forget(member);
        throw unproved(member, frame);
    }

    private PeerMessage answered(String member, PeerMessage answer) {
        if (answer instanceof PeerMessage.AskAgain) {
            throw new ChangedException(new RetryableException(
                    Reason.GATE_CLOSED,
                    member + " has other keys by now, or is asked too much; nothing was done, ask again"));
        }
        return answer;
    }

    private static Frame decoded(String member, byte[] bytes) {
        try {
            return FrameCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new RetryableException(
                    Reason.NO_ANSWER, "what came as an answer of " + member + " is none: " + e.getMessage(), e);
        }
    }

    private static RetryableException unproved(String member, Frame frame) {
        return new RetryableException(
                Reason.NO_ANSWER,
                frame instanceof Frame.Refused refused
                        ? member + " " + refused.word().text()
                        : "what came as an answer of " + member + " does not prove that it is");
    }
}
