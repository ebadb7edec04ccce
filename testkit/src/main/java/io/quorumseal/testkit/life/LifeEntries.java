package io.quorumseal.testkit.life;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimEntry;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimLog;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who can write one disk, and has no key, moves sealed entries there while the node is down. It stops in front of
 * the first that does not belong; when the log is as it was, it goes on.
 */
final class LifeEntries {
    private static final byte SUITE_2 = 2;

    private final LifeScene scene;
    private final LifeNodes nodes;
    private final RolledBack rolledBack;

    LifeEntries(LifeScene scene, LifeNodes nodes, RolledBack rolledBack) {
        this.scene = scene;
        this.nodes = nodes;
        this.rolledBack = rolledBack;
    }

    /** Bytes that are put where an entry stands. */
    private record Move(SimEntry entry, byte[] bytes) {}

    /** What was done, and to which log. */
    private record Moves(String what, SimReplica replica, List<Move> moves) {
        long first() {
            return moves.stream().mapToLong(move -> move.entry().index()).min().orElseThrow();
        }

        void make() {
            moves.forEach(move -> replica.log().exchange(move.entry().index(), move.bytes()));
        }

        /** What was purged meanwhile, is covered by a snapshot, or was never committed and gave way, is there no more. */
        boolean isThere(Move move) {
            SimLog log = replica.log();
            long index = move.entry().index();
            return index > log.purged()
                    && index <= log.lastIndex()
                    && Arrays.equals(log.at(index).bytes(), move.bytes());
        }

        boolean areThere() {
            return moves.stream().allMatch(this::isThere);
        }

        void undo() {
            moves.stream()
                    .filter(this::isThere)
                    .forEach(move -> replica.log()
                            .exchange(move.entry().index(), move.entry().bytes()));
        }
    }

    void move() {
        SimGroup group = scene.cluster().group(scene.anyGroup());
        Optional<SimNode> victim = scene.anyOf(scene.cluster().nodes().stream()
                .filter(node -> node.running() && isAble(node, group))
                .toList());
        victim.ifPresent(node -> {
            SimNode.From from = scene.oneIn(2) ? SimNode.From.BEGINNING : SimNode.From.CHECKPOINT;
            moves(node, group, from).ifPresent(moves -> restartWith(node, from, moves));
        });
    }

    private boolean isAble(SimNode node, SimGroup group) {
        return !node.disk().cutIsComing()
                && !rolledBack.contains(node)
                && !node.kek().failing()
                && !LifeVendor.hasStopped(node)
                && node.post().way() == SimPost.Way.AT_ONCE
                && group.leader().filter(leader -> leader.node() != node).isPresent();
    }

    private Optional<Moves> moves(SimNode node, SimGroup group, SimNode.From from) {
        SimReplica replica = node.replica(group.id().name());
        List<SimEntry> sealed = new ArrayList<>(sealed(replica, replica.toApply(from)));
        Collections.shuffle(sealed, scene.random());
        if (scene.oneIn(3)) {
            return ofAnotherGroup(node, replica, sealed);
        }
        return sealed.stream()
                .findFirst()
                .flatMap(one -> sealed.stream()
                        .filter(other -> isElsewhere(one, other))
                        .findFirst()
                        .map(other -> scene.oneIn(2) ? exchanged(replica, one, other) : repeated(replica, one, other)));
    }

    private static List<SimEntry> sealed(SimReplica replica, List<SimEntry> entries) {
        return entries.stream()
                .filter(entry -> !entry.own() && entry.bytes()[0] == SUITE_2)
                .filter(entry -> replica.log().behindMarker(entry.index()))
                .toList();
    }

    /** Where the engine does not know the index at append, an envelope is bound to its term only. */
    private boolean isElsewhere(SimEntry one, SimEntry other) {
        return scene.cluster().append() == Append.INDEX_KNOWN
                ? one.index() != other.index()
                : one.term() != other.term();
    }

    private static Moves exchanged(SimReplica replica, SimEntry one, SimEntry other) {
        return new Moves(
                "sealed entries exchanged",
                replica,
                List.of(new Move(one, other.bytes()), new Move(other, one.bytes())));
    }

    private static Moves repeated(SimReplica replica, SimEntry one, SimEntry other) {
        return new Moves("sealed entry repeated", replica, List.of(new Move(one, other.bytes())));
    }

    private Optional<Moves> ofAnotherGroup(SimNode node, SimReplica replica, List<SimEntry> sealed) {
        List<SimEntry> others = node.replicas().stream()
                .filter(other -> other != replica)
                .flatMap(other -> sealed(other, other.log().entries()).stream())
                .toList();
        return sealed.stream()
                .findFirst()
                .flatMap(one -> scene.anyOf(others)
                        .map(other -> new Moves(
                                "sealed entry of another group", replica, List.of(new Move(one, other.bytes())))));
    }

    private void restartWith(SimNode node, SimNode.From from, Moves moves) {
        nodes.stop(node);
        moves.make();
        try {
            boolean unused = nodes.open(node, from);
            scene.cluster().settle();
            requireFound(moves);
        } catch (StartupRefusedException e) {
            scene.count(moves.what() + ": refused " + e.refusal());
        }
        if (node.running()) {
            nodes.stop(node);
        }
        moves.undo();
        nodes.start(node);
    }

    private void requireFound(Moves moves) {
        SimReplica replica = moves.replica();
        if (!moves.areThere()) {
            scene.count(moves.what() + ": gone from the log");
            return;
        }
        if (replica.applied() >= moves.first()) {
            throw new AssertionError(moves.what() + " and applied at " + moves.first() + " of "
                    + replica.group().id() + " on " + replica.node());
        }
        boolean found = replica.halt().filter(LifeEntries::isIntegrity).isPresent();
        scene.count(moves.what() + (found ? ": found" : ": not applied yet"));
    }

    private static boolean isIntegrity(QuorumSealException halt) {
        return halt instanceof HaltApplyException why && why.reason() == HaltApplyException.Reason.INTEGRITY;
    }
}
