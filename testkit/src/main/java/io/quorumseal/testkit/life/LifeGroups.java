package io.quorumseal.testkit.life;

import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import java.time.Duration;

/** The groups of a life that are added while nodes run, and removed with their files. */
final class LifeGroups {
    private static final int MOST = 3;
    private static final int MOST_ELECTIONS = 24;

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

    /** What began anew is accepted, and what was sealed is sealed again. */
    void heal() {
        for (SimGroup group : scene.cluster().groups()) {
            accept(group);
            Admin admin = leader(group).runtime().admin();
            if (leader(group).runtime().status().keys().group(group.id()).undecided()) {
                Admin.Result unused = admin.enableRaftEnvelope(group.id());
                scene.count("sealed again in a new log");
            }
        }
    }

    /** A log that is about to reach its old cutover gets there by changes of leader. */
    private void accept(SimGroup group) {
        for (int i = 0; i < MOST_ELECTIONS; i++) {
            try {
                if (!leader(group).runtime().admin().acceptNewLog(group.id()).already()) {
                    scene.count("accept new log done");
                }
                return;
            } catch (RetryableException close) {
                scene.count("accept new log refused at last " + close.reason());
                group.lead(scene.any(scene.electable(group)));
                scene.cluster().tick(Duration.ofSeconds(1));
            }
        }
        throw new AssertionError("the log of " + group.id() + " is not accepted");
    }

    private static SimNode leader(SimGroup group) {
        return group.leader().orElseThrow().node();
    }

    void enable() {
        scene.anyLaterGroup()
                .map(SimGroup::id)
                .ifPresent(group -> life.admin("enable raft later", admin -> admin.enableRaftEnvelope(group)));
    }
}
