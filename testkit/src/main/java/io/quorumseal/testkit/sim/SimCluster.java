package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.MemoryKek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A cluster without threads and without sleeping: real runtimes over simulated logs and disks, on a clock that is
 * stepped. What happens is a function of what the test does.
 *
 * <p>There are two groups, {@value #CONTROL} and {@value #DATA}. Nothing happens by itself: {@link #settle} appends,
 * replicates, applies and runs the runtimes' tasks until there is nothing left to do; {@link #tick} lets time pass.
 * Calls that wait settle the cluster while they wait, and give up if what they wait for does not come.
 *
 * <p>All nodes seal into one {@link NonceJournal}, over all their lives. For one thread.
 */
public final class SimCluster implements AutoCloseable {
    /** The name of the control group. */
    public static final String CONTROL = "control";

    /** The name of the other group. */
    public static final String DATA = "data";

    /** The largest payload that the logs take, in bytes. */
    public static final int MAX_ENTRY_SIZE = 4096;

    private static final int MOST_STEPS = 20_000;

    private Engine.Append append;
    private final String name = "sim";
    private final SimClock clock = new SimClock();
    private final SeededRandom random;
    private final NonceJournal journal;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimGroup> groups = new ArrayList<>();
    private int suite = 2;
    private final Set<String> named = new HashSet<>();
    private final Set<String> madeAnew = new HashSet<>();
    private int logs;
    private boolean settling;
    private boolean scoped;
    private SimWatch watch = SimWatch.NONE;

    /**
     * Makes a cluster whose nodes are not started yet.
     *
     * @param append what the engine knows at append
     * @param names the nodes' names
     */
    public SimCluster(Engine.Append append, String... names) {
        this(0, append, names);
    }

    /**
     * Makes a cluster whose nodes are not started yet.
     *
     * @param seed what keys and their ids are drawn from
     * @param append what the engine knows at append
     * @param names the nodes' names
     */
    public SimCluster(long seed, Engine.Append append, String... names) {
        this(seed, new NonceJournal(), append, names);
    }

    /**
     * Makes a cluster whose nodes are not started yet.
     *
     * @param seed what keys and their ids are drawn from
     * @param journal what all nodes seal into, and with which cipher
     * @param append what the engine knows at append
     * @param names the nodes' names
     */
    public SimCluster(long seed, NonceJournal journal, Engine.Append append, String... names) {
        this.random = new SeededRandom(seed);
        this.journal = journal;
        this.append = append;
        newLogs();
        for (String node : names) {
            add(node);
        }
    }

    private void newLogs() {
        groups.clear();
        groups.add(newGroup(CONTROL));
        groups.add(newGroup(DATA));
    }

    private SimGroup newGroup(String group) {
        return new SimGroup(new GroupId(group), group + "-log-" + logs, nodes);
    }

    /**
     * Adds a node with an empty disk, as a member of both groups.
     *
     * @param node its name
     * @return the node, not started yet
     */
    public SimNode add(String node) {
        SimNode added = new SimNode(node, this, new MemoryKek(1));
        nodes.add(added);
        return added;
    }

    /**
     * Stops a node and removes it from both groups.
     *
     * @param node its name
     */
    public void remove(String node) {
        SimNode gone = node(node);
        gone.stop();
        nodes.remove(gone);
    }

    /**
     * Starts all nodes and has the first one lead both groups.
     *
     * @return this
     */
    public SimCluster start() {
        nodes.forEach(SimNode::start);
        return lead(nodes.get(0).name());
    }

    /**
     * Gives the cluster its keys and has storage and both groups cut over, asked of the first node, and settles.
     *
     * @return this
     * @throws IllegalStateException if some of it was so before
     */
    public SimCluster cutOver() {
        Admin admin = nodes.get(0).runtime().admin();
        requireNew(admin.bootstrap());
        requireNew(admin.enableStorageEnvelope());
        groups.forEach(group -> requireNew(admin.enableRaftEnvelope(group.id())));
        return settle();
    }

    private static void requireNew(Admin.Result result) {
        if (result.already()) {
            throw new IllegalStateException(result.text());
        }
    }

    /**
     * Has a node elected in both groups, and settles.
     *
     * @param node its name
     * @return this
     */
    public SimCluster lead(String node) {
        groups.forEach(group -> group.lead(node(node)));
        return settle();
    }

    /**
     * Has a node elected in one group, and does nothing more: it is not ready yet.
     *
     * @param group the group
     * @param node its name
     * @throws IllegalStateException if no majority would vote for it
     */
    public void elect(String group, String node) {
        group(group).lead(node(node));
    }

    /**
     * Begins new, empty logs of another identity, as after a restore from a backup: all nodes are stopped, their
     * state machines are empty, and their sidecars stay.
     *
     * @return this
     */
    public SimCluster restoreIntoNewLogs() {
        logs++;
        return loseLogs();
    }

    /** The engine's files are gone on all nodes; what comes is taken for the same logs. */
    SimCluster loseLogs() {
        nodes.forEach(SimNode::stop);
        newLogs();
        nodes.forEach(SimNode::forgetReplicas);
        return this;
    }

    /** Has a bootstrap begin with a cipher suite, instead of 2. */
    public SimCluster suite(int begins) {
        suite = begins;
        return this;
    }

    int suite() {
        return suite;
    }

    /** From now on the state machines name their group as the scope of their values. */
    public SimCluster scoped() {
        scoped = true;
        return this;
    }

    boolean isScoped() {
        return scoped;
    }

    /** Adds a group to all nodes; to those that run, while they do. */
    public void addGroup(String group) {
        if (!named.add(group)) {
            madeAnew.add(group);
        }
        SimGroup added = newGroup(group);
        groups.add(added);
        nodes.forEach(node -> node.host(added));
    }

    /** Whether a group was added under the name of one that was removed. */
    public boolean wasMadeAnew(String group) {
        return madeAnew.contains(group);
    }

    /** Has every node's engine know something else at append, as another engine would. */
    void append(Engine.Append knows) {
        append = knows;
    }

    /** Removes a group from all nodes, with its files. */
    public void removeGroup(String group) {
        groups.remove(group(group));
        nodes.forEach(node -> node.giveUp(group));
    }

    /**
     * Finds a node.
     *
     * @param node its name
     * @return the node
     */
    public SimNode node(String node) {
        return nodes.stream().filter(n -> n.name().equals(node)).findFirst().orElseThrow();
    }

    /**
     * Tells the nodes.
     *
     * @return a live view
     */
    public List<SimNode> nodes() {
        return nodes;
    }

    /**
     * Tells the journal of nonces.
     *
     * @return the journal of all nodes and all their lives
     */
    public NonceJournal journal() {
        return journal;
    }

    /**
     * Does all that can be done without time passing.
     *
     * @return this
     */
    public SimCluster settle() {
        if (settling) {
            throw new IllegalStateException("somebody waits on a thread that must not");
        }
        settling = true;
        try {
            for (int steps = 0; step(); steps++) {
                if (steps == MOST_STEPS) {
                    throw new IllegalStateException("the cluster does not come to rest");
                }
            }
        } finally {
            settling = false;
        }
        return this;
    }

    private boolean step() {
        boolean any = false;
        for (SimNode node : List.copyOf(nodes)) {
            any |= node.step();
        }
        for (SimGroup group : groups) {
            any |= group.step();
        }
        return any;
    }

    /**
     * Lets time pass, and settles.
     *
     * @param time how much
     * @return this
     */
    public SimCluster tick(Duration time) {
        clock.advance(time);
        return settle();
    }

    /**
     * Keeps what runtimes propose from being appended; or ends that.
     *
     * @param group the group
     * @param hold whether appends are held
     */
    public void holdAppends(String group, boolean hold) {
        group(group).holdAppends(hold);
    }

    /** Has somebody told of what happens from now on. */
    public void watch(SimWatch told) {
        watch = told;
    }

    public SimWatch watch() {
        return watch;
    }

    public Engine.Append append() {
        return append;
    }

    String name() {
        return name;
    }

    SeededRandom random() {
        return random;
    }

    public SimClock clock() {
        return clock;
    }

    public Collection<SimGroup> groups() {
        return groups;
    }

    public SimGroup group(String group) {
        return groups.stream()
                .filter(g -> g.id().name().equals(group))
                .findFirst()
                .orElseThrow();
    }

    /** Stops all nodes. */
    @Override
    public void close() {
        nodes.forEach(SimNode::stop);
    }
}
