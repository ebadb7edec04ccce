package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A group on this node, whether its node runs or not. */
final class LocalGroup {
    private final GroupId name;
    private final JRaftGroup group;
    private final PeerId self;
    private final SnapshotForm form;
    private final LocalLog log;
    private final SnapshotFiles snapshots;
    private final AtomicLong known = new AtomicLong();
    private volatile @Nullable NodeImpl met;
    private volatile @Nullable HostedGroup hosted;

    LocalGroup(JRaftGroup group, PeerId self, SnapshotForm form) {
        this.name = group.name();
        this.group = group;
        this.self = self;
        this.form = form;
        this.snapshots = SnapshotFiles.of(group.options(), form.isSealed());
        this.log = new LocalLog(
                group,
                SealedServices.vendors(group.options()),
                new LogStamp(
                        name,
                        group.log(),
                        Path.of(group.options().getLogUri()),
                        Path.of(group.options().getRaftMetaUri())));
    }

    /** What a member is called: JRaft's name of it, without its priority. */
    static String name(PeerId peer) {
        return new PeerId(peer.getEndpoint(), peer.getIdx()).toString();
    }

    GroupId name() {
        return name;
    }

    /** What this node is called. */
    String nodeName() {
        return name(self);
    }

    JRaftGroup group() {
        return group;
    }

    LocalLog log() {
        return log;
    }

    /** In which form its snapshots get to disk. */
    SnapshotForm form() {
        return form;
    }

    SnapshotFiles snapshots() {
        return snapshots;
    }

    Optional<HostedGroup> hosted() {
        return Optional.ofNullable(hosted);
    }

    void hostedBy(HostedGroup host) {
        hosted = host;
    }

    /** Another node of JRaft's begins to run it. */
    void begins() {
        met = null;
    }

    /** Finds the group's node, from the end of its start until it begins to shut down. */
    private Optional<NodeImpl> node() {
        Node found = NodeManager.getInstance().get(group.id(), self);
        if (found instanceof NodeImpl node) {
            met = node;
            return Optional.of(node);
        }
        return Optional.empty();
    }

    /** Finds the group's node if it takes part in anything. */
    Optional<NodeImpl> active() {
        return node().filter(node -> node.getNodeState().isActive());
    }

    /**
     * While leadership is being transferred this node still leads: it may go on doing so in the same term, with entries that it
     * has appended and not applied. A term is believed only if it is the same before and after asking.
     */
    Leadership leadership() {
        Optional<NodeImpl> node = active();
        long term = hosted().map(HostedGroup::leads).orElse(0L);
        if (node.isEmpty() || term == 0 || node.get().getNodeState().compareTo(State.STATE_TRANSFERRING) > 0) {
            return new Leadership.Following();
        }
        long last = lastInMemory(node.get());
        boolean same = hosted().filter(host -> host.leads() == term).isPresent();
        return same && last > 0 ? new Leadership.Leading(term, true, last) : new Leadership.Following();
    }

    /** Tells the last index; 0 if the node does not take part in anything any more. */
    private static long lastInMemory(NodeImpl node) {
        try {
            return node.getLastLogIndex();
        } catch (IllegalStateException notActive) {
            return 0;
        }
    }

    List<Member> members() {
        return node().map(NodeImpl::getCurrentConf).map(LocalGroup::members).orElse(List.of());
    }

    private static List<Member> members(Configuration configuration) {
        return Stream.concat(
                        configuration.listPeers().stream().map(peer -> new Member(name(peer), true)),
                        configuration.listLearners().stream().map(peer -> new Member(name(peer), false)))
                .toList();
    }

    /** The runtime has what snapshots through this one say of keys. */
    void known(long snapshot) {
        known.accumulateAndGet(snapshot, Math::max);
    }

    boolean isKnown(long snapshot) {
        return snapshot <= known.get();
    }

    /** The runtime begins with what this tells. */
    Recovered recovered() {
        LocalLog.Span span = log.span();
        long snapshot = snapshots.newest();
        known(snapshot);
        boolean cutOff = span.last() < span.first();
        return new Recovered(
                name,
                log.stamp().identity(),
                snapshot,
                cutOff ? Math.max(snapshot, span.first() - 1) : span.first() - 1,
                snapshots.newestKeys(),
                () -> new LoggedPayloads(log));
    }

    /** Whether it runs here, or has left anything on disk. */
    boolean isHere() {
        return log.isOfNode() || log.stamp().exists() || snapshots.newest() > 0;
    }

    Engine.Hosted told() {
        long onDisk = Math.max(log.span().lastIndex(), snapshots.newest());
        long last = active().map(LocalGroup::lastInMemory).orElse(0L);
        return new Engine.Hosted(name, log.stamp().identity(), Math.max(onDisk, last));
    }

    /** What is being saved is looked at first: it may get to the files meanwhile. */
    Holding holding() {
        checkNotClosing();
        List<SnapshotKeyState> kept = new ArrayList<>();
        hosted().flatMap(HostedGroup::saving).ifPresent(kept::add);
        kept.addAll(snapshots.all());
        return new Holding(
                () -> {
                    checkNotClosing();
                    log.awaitWritten(
                            () -> active().map(LocalGroup::lastInMemory).orElse(0L));
                    checkNotClosing();
                    return new LoggedPayloads(log);
                },
                kept);
    }

    /** JRaft forgets a node before it has written what the node still has in memory. */
    private void checkNotClosing() {
        if (node().isEmpty() && met != null && log.isOfNode()) {
            throw new IllegalStateException(
                    "group " + name + " is being closed: what is on its way to the disk cannot be told; ask again");
        }
    }
}
