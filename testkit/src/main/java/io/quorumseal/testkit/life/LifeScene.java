package io.quorumseal.testkit.life;

import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The cluster of a life, its dice, and what was counted: what all kinds of steps work on. */
record LifeScene(Random random, SimCluster cluster, Coverage coverage, LifeWatch watch) {
    private static final Set<String> FIRST = Set.of(SimCluster.CONTROL, SimCluster.DATA);

    boolean oneIn(int sides) {
        return random.nextInt(sides) == 0;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    <T> Optional<T> anyOf(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(any(list));
    }

    Optional<SimNode> anyRunning() {
        return anyOf(cluster.nodes().stream().filter(SimNode::running).toList());
    }

    String anyGroup() {
        return oneIn(3) ? SimCluster.CONTROL : anyOtherGroup();
    }

    private String anyOtherGroup() {
        return oneIn(3) ? any(List.copyOf(cluster.groups())).id().name() : SimCluster.DATA;
    }

    /** A group that came later than the others. */
    Optional<SimGroup> anyLaterGroup() {
        return anyOf(cluster.groups().stream()
                .filter(group -> !FIRST.contains(group.id().name()))
                .toList());
    }

    void count(String outcome) {
        coverage.count(outcome);
    }

    /** The leader of the control group, if it is ready and would answer. */
    Optional<SimNode> answeringLeader() {
        return cluster.group(SimCluster.CONTROL)
                .leader()
                .filter(leader -> leader.leadership() instanceof Leadership.Leading leading && leading.ready())
                .map(SimReplica::node)
                .filter(node -> node.answers() && !node.answersAreLost());
    }

    List<SimNode> electable(SimGroup group) {
        return cluster.nodes().stream().filter(group::canLead).toList();
    }

    void electWhereNobodyLeads() {
        for (SimGroup group : cluster.groups()) {
            List<SimNode> electable = electable(group);
            if (group.leader().isEmpty() && !electable.isEmpty()) {
                group.lead(any(electable));
            }
        }
    }
}
