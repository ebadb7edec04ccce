package io.quorumseal.testkit.life;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import io.quorumseal.testkit.sim.SimProof;
import io.quorumseal.testkit.sim.SimReplica;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Messages that come once more, or late, and orders of events that chance alone hardly makes. */
final class LifeMessages {
    private static final Duration LONGER_THAN_ANYBODY_WAITS = Duration.ofSeconds(31);

    private final RandomLife life;
    private final LifeScene scene;

    LifeMessages(RandomLife life, LifeScene scene) {
        this.life = life;
        this.scene = scene;
    }

    /** A question that somebody asked the leader comes once more, or only now. */
    void repeat() {
        SimNode sender = scene.any(scene.cluster().nodes());
        scene.anyOf(sender.sent()).ifPresent(this::deliver);
    }

    /** Whoever it reaches takes it for a stranger's. */
    private void deliver(byte[] question) {
        scene.anyRunning().filter(SimNode::connected).ifPresent(node -> {
            CompletionStage<byte[]> answer = node.answer(question);
            scene.cluster().settle();
            boolean answered = answer.toCompletableFuture()
                    .thenApply(bytes -> SimProof.answersMore(question, bytes))
                    .getNow(false);
            assertFalse(answered, "a question that came again was answered");
            scene.count("message came again");
        });
    }

    /** The registration of an earlier opening reaches the leader while that of the next is under way. */
    void lateRegistration() {
        Optional<SimNode> node = scene.anyRunning().filter(SimNode::connected);
        Optional<SimNode> leader = scene.answeringLeader();
        if (node.isEmpty() || leader.isEmpty() || leader.equals(node)) {
            return;
        }
        SimNode late = node.get();
        late.post().way(SimPost.Way.QUESTION_LATE);
        life.nodes().restart(late);
        late.post().way(SimPost.Way.AT_ONCE);
        scene.cluster().holdAppends(SimCluster.CONTROL, true);
        if (late.running()) {
            life.nodes().restart(late);
        }
        if (late.post().deliver()) {
            scene.count("registration came late");
        }
        scene.cluster().holdAppends(SimCluster.CONTROL, false);
        scene.cluster().settle();
    }

    /** What a leader asked its engine to append is appended only after it was elected once more. */
    void acrossTerms() {
        String group = scene.anyGroup();
        Optional<SimNode> leader =
                scene.cluster().group(group).leader().map(SimReplica::node).filter(SimNode::connected);
        leader.ifPresent(node -> {
            scene.cluster().holdAppends(group, true);
            life.admin("enable raft data", admin -> admin.enableRaftEnvelope(new GroupId(SimCluster.DATA)));
            electAndLetGo(group, node);
        });
    }

    /** A leader that could not register yet asks for that in one term, and it is appended in the next. */
    void ownRegistrationAcrossTerms() {
        SimGroup control = scene.cluster().group(SimCluster.CONTROL);
        Optional<SimNode> chosen = scene.anyOf(scene.electable(control));
        chosen.ifPresent(node -> {
            node.connected(false);
            life.nodes().restart(node);
            node.connected(true);
            scene.cluster().holdAppends(SimCluster.CONTROL, true);
            if (control.canLead(node)) {
                control.lead(node);
                scene.cluster().settle();
            }
            electAndLetGo(SimCluster.CONTROL, node);
        });
    }

    private void electAndLetGo(String name, SimNode node) {
        SimGroup group = scene.cluster().group(name);
        if (group.canLead(node)) {
            group.lead(node);
            scene.cluster().settle();
            scene.count("elected again, with appends held");
        }
        group.holdAppends(false);
        scene.cluster().settle();
    }

    /** A follower becomes leader with a cutover in its log that it has not applied, and is asked to write at once. */
    void leadWithTheMarkerUnapplied() {
        String name = scene.anyGroup();
        SimGroup group = scene.cluster().group(name);
        Optional<SimNode> follower = scene.anyRunning()
                .filter(node ->
                        group.leader().filter(leader -> leader.node() != node).isPresent());
        follower.ifPresent(node -> {
            node.holdApply(true);
            life.admin("enable raft " + name, admin -> admin.enableRaftEnvelope(group.id()));
            if (group.canLead(node)) {
                group.lead(node);
                life.writes().write(node, name);
            }
            node.holdApply(false);
        });
    }

    /** A write is begun in one term and appended in a later one, behind a cutover that its node has not applied. */
    void pinAcrossACutover() {
        String name = scene.anyGroup();
        SimGroup group = scene.cluster().group(name);
        Optional<SimNode> leader = group.leader().map(SimReplica::node).filter(SimNode::running);
        leader.ifPresent(node -> {
            life.writes().beginOnly(node, name);
            scene.electable(group).stream()
                    .filter(other -> other != node)
                    .findFirst()
                    .ifPresent(group::lead);
            scene.cluster().settle();
            node.holdApply(true);
            life.admin("enable raft " + name, admin -> admin.enableRaftEnvelope(group.id()));
            if (group.canLead(node)) {
                group.lead(node);
                life.writes().finishOn(node);
            }
            node.holdApply(false);
        });
    }

    /** A leader applies a change of its own only after everybody has given up waiting for it. */
    void appliedLate() {
        String name = scene.anyGroup();
        SimGroup group = scene.cluster().group(name);
        Optional<SimNode> leader = group.leader().map(SimReplica::node).filter(SimNode::running);
        leader.ifPresent(node -> {
            node.holdApply(true);
            life.admin("enable raft " + name, admin -> admin.enableRaftEnvelope(group.id()));
            life.rotate(Purpose.RAFT);
            scene.cluster().tick(LONGER_THAN_ANYBODY_WAITS);
            node.holdApply(false);
            scene.cluster().settle();
            scene.count("change applied late");
        });
    }

    /** A replica applies the cutover of the data group only after a rotation that came later. */
    void cutoverBesideRotation() {
        SimGroup data = scene.cluster().group(SimCluster.DATA);
        Optional<SimNode> slow = scene.anyRunning()
                .filter(node ->
                        data.leader().filter(leader -> leader.node() != node).isPresent());
        slow.ifPresent(node -> {
            node.holdApply(true);
            life.admin("enable raft data", admin -> admin.enableRaftEnvelope(new GroupId(SimCluster.DATA)));
            life.rotate(Purpose.RAFT);
            for (int i = 0; i < 50; i++) {
                boolean unused =
                        node.running() && node.replica(SimCluster.CONTROL).applyNext();
            }
            node.holdApply(false);
        });
    }
}
