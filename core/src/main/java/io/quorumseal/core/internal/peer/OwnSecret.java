package io.quorumseal.core.internal.peer;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.node.Node;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How this process proves itself to nodes that have no keys: by a secret of its own, which is made and wrapped once. Where
 * anybody can wrap under the KEK, its MAC secret takes the place, and nothing is wrapped.
 */
final class OwnSecret {
    private static final int SIZE = 32;

    private final Node node;
    private @Nullable Offer offer;

    /**
     * What is offered.
     *
     * @param wrapped what a hello carries
     * @param key what questions are proved by then
     */
    record Offer(byte[] wrapped, PeerKey key) {}

    OwnSecret(Node node) {
        this.node = node;
    }

    /** Asks the KEK, the first time. */
    synchronized Offer offer() {
        if (offer == null) {
            offer = made(node.deskOrRefuse());
        }
        return offer;
    }

    private Offer made(KekDesk desk) {
        String cluster = node.config().cluster();
        Optional<SecretBytes> known = desk.macSecretOfCurrent();
        if (known.isPresent()) {
            return new Offer(new byte[0], PeerKey.of(known.get(), cluster));
        }
        try (SecretBytes secret = SecretBytes.random(SIZE, node.config().random())) {
            return new Offer(desk.wrapForPeers(secret), PeerKey.of(secret, cluster));
        }
    }
}
