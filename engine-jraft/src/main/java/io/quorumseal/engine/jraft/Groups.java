package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.PeerId;
import io.quorumseal.api.GroupId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The groups that this node hosts, or is about to. */
final class Groups {
    private final PeerId self;
    private final GroupId control;
    private final Configuration members;
    private final SnapshotForm form;
    private final Map<GroupId, LocalGroup> groups = new ConcurrentHashMap<>();

    /**
     * Begins with the control group.
     *
     * @param members members of it that can be asked before its node runs
     * @param form in which snapshots get to disk
     */
    Groups(PeerId self, JRaftGroup control, Configuration members, SnapshotForm form) {
        this.self = self;
        this.control = control.name();
        this.members = members;
        this.form = form;
        add(control);
    }

    void add(JRaftGroup group) {
        LocalGroup known = groups.putIfAbsent(group.name(), new LocalGroup(group, self, form));
        if (known != null && !known.group().equals(group)) {
            throw new IllegalArgumentException("group " + group.id()
                    + " is known already, with another log or other options: tell of each group once");
        }
    }

    Collection<LocalGroup> all() {
        return groups.values();
    }

    Optional<LocalGroup> find(GroupId name) {
        return Optional.ofNullable(groups.get(name));
    }

    LocalGroup require(GroupId name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "group " + name + " is not known: tell the engine of it before its node starts"));
    }

    Optional<HostedGroup> hosted(GroupId name) {
        return find(name).flatMap(LocalGroup::hosted);
    }

    LocalGroup control() {
        return require(control);
    }

    /** Finds the control group's members: as its node says if it runs here, otherwise as configured. */
    List<PeerId> controlPeers() {
        Optional<Configuration> live =
                control().active().map(NodeImpl::getCurrentConf).filter(conf -> !conf.isEmpty());
        return peers(live.orElse(members));
    }

    private static List<PeerId> peers(Configuration configuration) {
        return Stream.concat(configuration.listPeers().stream(), configuration.listLearners().stream())
                .toList();
    }
}
