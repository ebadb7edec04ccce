package io.quorumseal.testkit.life;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import io.quorumseal.testkit.sim.SimWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The writes of a life. */
final class LifeWrites {
    private final LifeScene scene;
    private final RolledBack rolledBack;
    private final List<SimWrite> begun = new ArrayList<>();
    private final List<SimWrite> appended = new ArrayList<>();
    private int writes;

    LifeWrites(LifeScene scene, RolledBack rolledBack) {
        this.scene = scene;
        this.rolledBack = rolledBack;
    }

    List<SimWrite> appended() {
        return appended;
    }

    void write() {
        String group = scene.anyGroup();
        Optional<SimNode> node = scene.anyRunning();
        Optional<SimNode> leader = scene.cluster().group(group).leader().map(SimReplica::node);
        boolean stray = scene.oneIn(5);
        node.map(any -> stray ? any : leader.orElse(any)).ifPresent(writer -> write(writer, group));
    }

    void write(SimNode writer, String group) {
        begin(writer, group).filter(write -> !scene.oneIn(4)).ifPresent(this::finish);
    }

    private Optional<SimWrite> begin(SimNode writer, String group) {
        try {
            SimWrite write = next(writer, group);
            begun.add(write);
            scene.count("write begun");
            rolledBack.requireMaySeal(writer, group);
            return Optional.of(write);
        } catch (RetryableException e) {
            scene.count("write refused " + e.reason());
        } catch (RejectedException e) {
            requireReason(writer, group, e);
            scene.count("write refused " + e.reason());
        }
        return Optional.empty();
    }

    /** What closed on this node, or runs on a rolled-back disk, or is undecided in a new log, takes no writes. */
    private void requireReason(SimNode writer, String group, RejectedException e) {
        boolean undecided = e.reason() == RejectedException.Reason.OTHER_LOG
                && writer.runtime().status().keys().group(new GroupId(group)).undecided();
        if (!undecided && !writer.replica(group).isClosed()) {
            rolledBack.requireContains(writer, e);
        }
    }

    /** The key of the write that is begun next. */
    String nextKey() {
        return "k" + (writes + 1);
    }

    private SimWrite next(SimNode writer, String group) {
        writes++;
        return writer.begin(group, "k" + writes, RandomLife.CANARY + writes);
    }

    void finishBegun() {
        scene.anyOf(begun).ifPresent(this::finish);
    }

    /** Begins writes, which seals them where the log is sealed, and drops them. */
    void beginAndDrop(SimNode writer, String group, int most) {
        for (int i = 0; i < most && begin(writer, group).filter(this::dropped).isPresent(); i++) {
            // one more
        }
    }

    private boolean dropped(SimWrite write) {
        begun.remove(write);
        write.drop();
        return true;
    }

    /** Begins a write and leaves it at that. */
    void beginOnly(SimNode writer, String group) {
        Optional<SimWrite> unused = begin(writer, group);
    }

    void finishOn(SimNode node) {
        begun.stream().filter(write -> write.node() == node).toList().forEach(this::finish);
    }

    void finishAll() {
        List.copyOf(begun).forEach(this::finish);
    }

    private void finish(SimWrite write) {
        begun.remove(write);
        try {
            if (scene.oneIn(20)) {
                write.drop();
                scene.count("write dropped");
            } else {
                appended.add(write.append());
                scene.count("write appended");
            }
        } catch (RetryableException e) {
            scene.count("append refused " + e.reason());
        }
    }

    /** The process is gone, and what it had begun with it. */
    void forget(SimNode node) {
        begun.removeIf(write -> write.node() == node);
    }

    /** The process ends in good order. */
    void drop(SimNode node) {
        begun.stream().filter(write -> write.node() == node).forEach(SimWrite::drop);
        forget(node);
    }

    /** Where the index is known, a leader that has appended a marker takes the next write at once, and seals it. */
    void behindMarker(SimReplica leader) {
        boolean known = leader.node().cluster().append() == io.quorumseal.api.spi.Engine.Append.INDEX_KNOWN;
        try {
            SimWrite write = next(leader.node(), leader.group().id().name());
            appended.add(write.append());
            scene.count("write behind a marker");
        } catch (RetryableException e) {
            scene.count("write behind a marker refused " + e.reason());
            if (known && e.reason() != RetryableException.Reason.BUSY) {
                throw new AssertionError("a leader that appended a marker cannot seal what follows", e);
            }
        } catch (RejectedException e) {
            if (e.reason() != RejectedException.Reason.OTHER_LOG) {
                throw e;
            }
            scene.count("write behind the first marker of a new log refused");
        }
    }

    /** A write that has to succeed. */
    void mustWrite(String group) {
        SimNode leader = scene.cluster().group(group).leader().orElseThrow().node();
        appended.add(next(leader, group).append());
        scene.cluster().settle();
    }
}
