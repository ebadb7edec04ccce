package io.quorumseal.core.internal.peer;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.key.BoundSecret;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Futures;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that others sent to this node while it has no keys. Each costs a call of the KEK, and anybody can send one: so
 * there is one call at a time, and ten a minute. Before a bootstrap a flood can delay others; afterwards nothing is unwrapped.
 */
final class HeardSecrets {
    static final int LOOKS_A_MINUTE = 10;

    private static final int MOST_WAITING = 8;
    private static final int MOST_REMEMBERED = 64;
    /** Bytes that no KEK exceeds. */
    static final int MOST_BYTES = 4_096;

    private final Node node;
    private final Elapsed time;
    private final Meter looks;
    private final Map<Sent, PeerKey> known = new LinkedHashMap<>();
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private int waiting;

    private record Sent(String asker, ByteBuffer carried) {}

    HeardSecrets(Node node, Elapsed time) {
        this.node = node;
        this.time = time;
        this.looks = new Meter(LOOKS_A_MINUTE, time);
    }

    /** Whether a node's secret was unwrapped before, as long as the challenge is good that it was made for. */
    synchronized boolean knows(Frame.Hello hello) {
        return known.containsKey(sent(hello)) && isGood(sent(hello));
    }

    private boolean isGood(Sent one) {
        return time.now() - Challenges.time(one.carried().array()) <= Challenges.GOOD_FOR;
    }

    /**
     * Looks at something when all looks before it are over.
     *
     * @param look asks the KEK, and blocks
     * @return empty if too many are waiting, or came in the last minute
     */
    synchronized <T> Optional<CompletionStage<T>> inTurn(Supplier<T> look) {
        if (waiting == MOST_WAITING || !looks.passes(1)) {
            return Optional.empty();
        }
        waiting++;
        CompletableFuture<T> mine = last.thenCompose(
                done -> Futures.started(() -> CompletableFuture.completedFuture(look.get()), node.background()));
        last = mine.handle((done, failure) -> {
            ended();
            return null;
        });
        return Optional.of(mine);
    }

    private synchronized void ended() {
        waiting--;
    }

    /** Unwraps a secret; asks the KEK, and blocks. */
    void look(KekDesk desk, Frame.Hello hello) {
        try (SecretBytes secret = desk.unwrapOfPeer(OwnSecret.wrapped(hello.secret()))) {
            if (!BoundSecret.isFor(OwnSecret.challenge(hello.secret()).orElseThrow(), secret)) {
                throw new KekException(KekException.Kind.CORRUPT, "the secret was made for another challenge");
            }
            remember(sent(hello), PeerKey.of(secret, node.config().cluster()));
        }
    }

    private synchronized void remember(Sent one, PeerKey key) {
        known.put(one, key);
        if (known.size() > MOST_REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** The keys of those that came in a node's name, as a stranger may have sent on what somebody else wrapped. */
    synchronized List<PeerKey> of(String asker) {
        return known.entrySet().stream()
                .filter(entry -> entry.getKey().asker().equals(asker) && isGood(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Sent sent(Frame.Hello hello) {
        return new Sent(hello.asker(), ByteBuffer.wrap(hello.secret()));
    }
}
