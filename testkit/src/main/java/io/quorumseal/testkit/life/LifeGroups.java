package io.quorumseal.testkit.life;

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

    void enable() {
        scene.anyLaterGroup()
                .map(SimGroup::id)
                .ifPresent(group -> life.admin("enable raft later", admin -> admin.enableRaftEnvelope(group)));
    }
}
