package io.quorumseal.core.internal.peer;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.key.BoundSecret;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Latest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How this node proves itself to one that has no keys: by a secret of 32 bytes that only the KEK unwraps. Its first half is made
 * of the other's challenge, so that none can be kept for later; the rest is random. Where anybody can wrap under the KEK, its MAC
 * secret takes the place, and nothing is wrapped.
 */
final class OwnSecret {
    /** A challenge is good for longer. */
    private static final long GOOD_FOR = Duration.ofSeconds(20).toMillis();

    private static final int MOST_REMEMBERED = 64;

    private final Node node;
    private final Elapsed time;
    private final Latest<String, Offer> offers = new Latest<>(MOST_REMEMBERED);

    /**
     * What is offered.
     *
     * @param secret what a hello carries: the challenge, and the wrapped secret
     * @param key what questions are proved by then
     * @param made when
     */
    record Offer(byte[] secret, PeerKey key, long made) {}

    OwnSecret(Node node) {
        this.node = node;
        this.time = new Elapsed(node.config().clock());
    }

    /** What was offered to a node lately: it may be asked for without another call of the KEK. */
    synchronized Optional<Offer> lately(String member) {
        @Nullable Offer known = offers.get(member);
        return known != null && time.now() - known.made() <= GOOD_FOR ? Optional.of(known) : Optional.empty();
    }

    /** Remembers what a node has taken. */
    synchronized void took(String member, Offer offer) {
        offers.put(member, offer);
    }

    /** It does not go by that any more. */
    synchronized void forget(String member) {
        offers.remove(member);
    }

    /** Makes one for a challenge; asks the KEK, and blocks. */
    Offer made(byte[] challenge) {
        KekDesk desk = node.deskOrRefuse();
        String cluster = node.config().cluster();
        Optional<SecretBytes> known = desk.macSecretOfCurrent();
        if (known.isPresent()) {
            return new Offer(new byte[0], PeerKey.of(known.get(), cluster), time.now());
        }
        try (SecretBytes secret = BoundSecret.drawn(challenge, node.config().random())) {
            byte[] wrapped = desk.wrapForPeers(secret);
            byte[] carried = ByteBuffer.allocate(challenge.length + wrapped.length)
                    .put(challenge)
                    .put(wrapped)
                    .array();
            return new Offer(carried, PeerKey.of(secret, cluster), time.now());
        }
    }

    /** The challenge that what a hello carries was made for. */
    static Optional<byte[]> challenge(byte[] carried) {
        return carried.length > Frame.CHALLENGE
                ? Optional.of(Arrays.copyOf(carried, Frame.CHALLENGE))
                : Optional.empty();
    }

    /** The wrapped secret that a hello carries. */
    static byte[] wrapped(byte[] carried) {
        return Arrays.copyOfRange(carried, Frame.CHALLENGE, carried.length);
    }
}
