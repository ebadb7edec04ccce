package io.quorumseal.fuzz;

import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Registered;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Messages between nodes: their kind in one byte, and their body. A message has several forms, so the bytes may differ where
 * the message does not.
 */
final class PeerMessages {
    private static final Set<Defect> DEFECTS = Set.of(Defect.PEER_MESSAGE);

    private static final String GROUP = "control";

    private PeerMessages() {}

    static boolean decodes(byte[] input) {
        Optional<PeerMessage> message = input.length == 0
                ? Optional.empty()
                : Decoding.of(
                        input,
                        DEFECTS,
                        () -> PeerCodec.decode(input[0] & 0xFF, GROUP, Arrays.copyOfRange(input, 1, input.length)));
        message.ifPresent(PeerMessages::checkAgain);
        return message.isPresent();
    }

    private static void checkAgain(PeerMessage message) {
        PeerMessage again = PeerCodec.decode(PeerCodec.kind(message), GROUP, PeerCodec.body(message));
        Decoding.require(same(message, again), () -> "another message came back: " + again + " for " + message);
    }

    private static boolean same(PeerMessage one, PeerMessage other) {
        if (one instanceof Registered left && other instanceof Registered right) {
            return left.positions().equals(right.positions()) && Arrays.equals(left.state(), right.state());
        }
        return one.equals(other);
    }
}
