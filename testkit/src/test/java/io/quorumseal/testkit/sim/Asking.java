package io.quorumseal.testkit.sim;

import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.peer.Frame;
import io.quorumseal.core.internal.peer.FrameCodec;
import io.quorumseal.core.internal.peer.PeerMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What tests of the proof of nodes ask a node, and see of what it answers. */
final class Asking {
    private Asking() {}

    /** Brings a node bytes, from whomever. */
    static byte[] ask(SimCluster cluster, String node, byte[] frame) {
        CompletableFuture<byte[]> answer =
                cluster.node(node).runtime().answer(frame).toCompletableFuture();
        cluster.settle();
        return answer.join();
    }

    /** A member's question to a node that has greeted it, with its proof. */
    static byte[] proved(SimCluster cluster, String to, String asker, PeerMessage message) {
        CompletableFuture<byte[]> question = cluster.node(asker)
                .proof()
                .question(asker, cluster.node(to)::answer, message)
                .toCompletableFuture();
        cluster.settle();
        return question.join();
    }

    /** The word that a node answered with; empty if it answered more. */
    static Optional<Frame.Word> refusal(byte[] answer) {
        return FrameCodec.decode(answer) instanceof Frame.Refused refused
                ? Optional.of(refused.word())
                : Optional.empty();
    }

    static KeyState keys(SimCluster cluster, String node) {
        return cluster.node(node).runtime().status().keys();
    }
}
