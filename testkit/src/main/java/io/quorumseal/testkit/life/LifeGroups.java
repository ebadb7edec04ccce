package io.quorumseal.testkit.life;

import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.SimGroup;

/** The groups of a life that are added while nodes run, and removed with their files. */
final class LifeGroups {
    private static final int MOST = 3;

    private final RandomLife life;
    private final LifeScene scene;
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

    /** All nodes remove a group with its files and make it again under its name. */
    void makeAnew() {
        scene.anyLaterGroup().map(group -> group.id().name()).ifPresent(group -> {
            scene.cluster().removeGroup(group);
            scene.cluster().addGroup(group);
            scene.electWhereNobodyLeads();
            scene.count("group made anew");
        });
    }

    void acceptNewLog() {
        scene.anyLaterGroup()
                .map(SimGroup::id)
                .ifPresent(group -> life.admin("accept new log", admin -> admin.acceptNewLog(group)));
    }

    /** What began anew is accepted, and what was sealed anywhere is sealed again. */
    void heal() {
        for (SimGroup group : scene.cluster().groups()) {
            accept(group);
            scene.cluster().settle();
            boolean undecided = scene.cluster().nodes().stream()
                    .anyMatch(node ->
                            node.runtime().status().keys().group(group.id()).undecided());
            if (undecided) {
                Admin.Result unused = leading(group).enableRaftEnvelope(group.id());
                scene.count("sealed again in a new log");
            }
        }
    }

    /** Where it is not known what became of an earlier entry, a leader of a later term can tell. */
    private void accept(SimGroup group) {
        try {
            acceptBy(leading(group), group);
        } catch (RetryableException inDoubt) {
            group.lead(group.leader().orElseThrow().node());
            scene.cluster().settle();
            scene.count("accept new log " + inDoubt.reason());
            acceptBy(leading(group), group);
        }
    }

    private void acceptBy(Admin admin, SimGroup group) {
        if (!admin.acceptNewLog(group.id()).already()) {
            scene.count("accept new log done");
        }
    }

    private static Admin leading(SimGroup group) {
        return group.leader().orElseThrow().node().runtime().admin();
    }

    void enable() {
        scene.anyLaterGroup()
                .map(SimGroup::id)
                .ifPresent(group -> life.admin("enable raft later", admin -> admin.enableRaftEnvelope(group)));
    }
}
