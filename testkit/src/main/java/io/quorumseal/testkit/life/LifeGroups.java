package io.quorumseal.testkit.life;

import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The groups of a life that are added while nodes run, removed with their files, and restored into new logs. */
final class LifeGroups {
    private static final int MOST = 3;

    private final RandomLife life;
    private final LifeScene scene;
    private final Set<String> inNewLogs = new TreeSet<>();
    private int names;

    LifeGroups(RandomLife life, LifeScene scene) {
        this.life = life;
        this.scene = scene;
    }

    void add() {
        if (scene.cluster().groups().size() < MOST) {
            names++;
            scene.cluster().addGroup("later" + names);
            scene.electWhereNobodyLeads();
            scene.count("group added");
        }
    }

    void remove() {
        scene.anyLaterGroup().map(SimGroup::id).ifPresent(group -> {
            scene.cluster().removeGroup(group.name());
            scene.count("group removed");
        });
    }

    void enable() {
        scene.anyLaterGroup()
                .map(SimGroup::id)
                .ifPresent(group -> life.admin("enable raft later", admin -> admin.enableRaftEnvelope(group)));
    }

    /** The group begins anew from a backup of the vendor's, while no node runs. */
    void restore() {
        enable();
        scene.anyLaterGroup().map(group -> group.id().name()).ifPresent(group -> {
            List<SimNode> all = List.copyOf(scene.cluster().nodes());
            List<SimNode> ran = all.stream().filter(SimNode::running).toList();
            ran.forEach(life.nodes()::stop);
            scene.cluster().restoreIntoNewLog(group);
            inNewLogs.add(group);
            ran.forEach(life.nodes()::start);
            scene.count("group restored");
        });
    }

    /** Whether a group may wait for somebody to say whether its new log is sealed. */
    boolean mayBeUndecided(String group) {
        return inNewLogs.contains(group);
    }

    /** What the operator does in the end: a group that was cut over is cut over in its new log. */
    void decide(SimGroup group) {
        SimNode leader = group.leader().orElseThrow().node();
        if (leader.runtime().status().keys().group(group.id()).undecided()) {
            Admin.Result unused = leader.runtime().admin().enableRaftEnvelope(group.id());
            scene.cluster().settle();
            scene.count("cut over in a new log");
        }
    }
}
