package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.KekStatus;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.internal.change.AdminOps;
import io.quorumseal.core.internal.change.Registrar;
import io.quorumseal.core.internal.change.RegistrationDesk;
import io.quorumseal.core.internal.change.RemoteAdmin;
import io.quorumseal.core.internal.change.Roll;
import io.quorumseal.core.internal.change.Roster;
import io.quorumseal.core.internal.change.Rotator;
import io.quorumseal.core.internal.clean.Maintenance;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.group.Values;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.kek.KekWatch;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Door;
import io.quorumseal.core.internal.peer.Line;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** An open runtime: its parts, wired. */
public final class SealRuntime implements QuorumSeal {
    private final Node node;
    private final Membership membership;
    private final FileDesk files;
    private final Runnable release;
    private final Map<GroupId, GroupRuntime> groups = new ConcurrentHashMap<>();
    private final Values values;
    private final Roster roster;
    private final Members members;
    private final Registrar registrar;
    private final Door door;
    private final Maintenance maintenance;
    private final RemoteAdmin admin;
    private final Recent recently = new Recent(this::status);
    private volatile Runnable unregister = () -> {};

    /**
     * Wires the parts.
     *
     * @param files the sealed files
     * @param release what to give back when the runtime closes
     */
    public SealRuntime(Node node, Membership membership, FileDesk files, Runnable release) {
        this.node = node;
        this.membership = membership;
        this.files = files;
        this.release = release;
        this.values = new Values(node, membership, "");
        GroupRuntime control = groupRuntime(node.config().control());
        this.roster = new Roster(node);
        Line line = new Line(node, membership.importer()::lend, roster);
        this.members = new Members(node, line);
        Proposer proposer = new Proposer(node, membership.own());
        this.registrar = new Registrar(node, membership, proposer, control, members);
        Roll roll = new Roll(node, membership, members);
        AdminOps here = new AdminOps(node, membership, proposer, roll, control, members);
        this.maintenance = new Maintenance(
                node,
                members,
                membership.own(),
                files,
                this::values,
                groups::values,
                this::groupRuntime,
                this::change,
                here::fence);
        this.admin = new RemoteAdmin(node, line, membership, here, maintenance, registrar, this::groupRuntime);
        RegistrationDesk desk = new RegistrationDesk(node, membership, proposer, control);
        PeerService peers = new PeerService(desk, roll, maintenance, admin::local);
        this.door = new Door(node, control::exportState, peers::answer);
        membership.storedValues(maintenance);
        membership.retiredDeks(maintenance.kept());
        membership.onKeysChanged(() -> {
            registrar.refresh();
            maintenance.kept().look();
        });
        membership.onBehind(registrar::takeOver);
        membership.onRefused(() -> groups.values().forEach(GroupRuntime::leadershipChanged));
    }

    public Registrar registrar() {
        return registrar;
    }

    private CompletionStage<Admin.Result> change(Command command) {
        return admin.change(command);
    }

    private GroupRuntime groupRuntime(GroupId id) {
        GroupRuntime known = groups.get(id);
        return known == null ? met(id) : known;
    }

    private GroupRuntime met(GroupId id) {
        GroupRuntime fresh = groups.computeIfAbsent(id, group -> new GroupRuntime(node, group, membership));
        fresh.identify();
        return fresh;
    }

    @Override
    public GroupSeal group(String group) {
        return groupRuntime(new GroupId(group));
    }

    @Override
    public ValueSeal values() {
        return values;
    }

    @Override
    public ValueSeal values(String scope) {
        return scope.isEmpty() ? values : new Values(node, membership, scope);
    }

    @Override
    public SealedFiles files() {
        return files;
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public Status recentStatus() {
        return recently.get();
    }

    @Override
    public Status status() {
        maintenance.lookIfDue();
        KeyState keys = node.state();
        Instant now = node.config().clock().instant();
        SortedMap<GroupId, Status.Group> each = new TreeMap<>();
        here().forEach(group -> each.put(group.id(), group.status(maintenance.log(group.id()))));
        NodeHealth health = new Checkup(node, membership, each).result();
        return new Status(
                node.config().node(),
                now,
                node.opening(),
                health,
                keys,
                new Overview(node, keys, maintenance::knownNeeds, now).deks(),
                roster.look(members, health),
                each,
                new StorageStatus(
                        keys.storageCutover().isPresent() ? Status.Mode.SEALING : Status.Mode.CLEARTEXT,
                        node.isCleartextRefused(),
                        maintenance.values(),
                        files.seen(),
                        maintenance.rewriting()),
                node.watch().map(KekWatch::status).orElseGet(SealRuntime::withoutKek),
                node.tally().counters(),
                node.config().inForce());
    }

    private static KekStatus withoutKek() {
        return new KekStatus(new KekHealth.Off(), "", "", Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A group that the engine neither runs nor has on disk is gone, or was merely named. */
    private List<GroupRuntime> here() {
        Set<GroupId> hosted = node.config().engine().groups().stream()
                .map(Engine.Hosted::group)
                .collect(Collectors.toSet());
        return groups.values().stream()
                .filter(group -> hosted.contains(group.id()) || group.runsInTheEngine())
                .toList();
    }

    @Override
    public KeyEvents keyEvents() {
        return membership.whileOpen(() -> {
            AuditInspection file = node.keeper().audit();
            return new KeyEvents(
                    file.entries().stream()
                            .map(entry -> new KeyEvents.Entry(entry.record(), entry.hash(), entry.seen()))
                            .toList(),
                    file.gaps(),
                    file.torn(),
                    file.defects(node.state()));
        });
    }

    @Override
    public Duration probeKek() {
        return membership.whileOpen(() -> node.deskOrRefuse().probe());
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        try {
            return membership.whileOpen(() -> door.answer(question));
        } catch (RejectedException closed) {
            return CompletableFuture.completedFuture(Door.closed());
        }
    }

    @Override
    public void halted(GroupId group, String why) {
        groupRuntime(group).halted(new HaltApplyException(HaltApplyException.Reason.FORBIDDEN, why));
    }

    @Override
    public void unsealed(GroupId group, String what) {
        node.config().listener().on(Event.UNSEALED, group, what);
    }

    @Override
    public void reseed() {
        node.keyring().reseed();
        door.reseed();
    }

    /** Applies nothing of a group before its snapshot's key state was taken over. */
    public void importLater(GroupId group, SealedState state) {
        groupRuntime(group).importLater(state);
    }

    public void opened() {
        node.applier().installAll();
        node.config()
                .tell(
                        Event.OPENED,
                        "opening " + node.opening() + " of node "
                                + node.config().node()
                                + node.watch()
                                        .map(watch -> ", KEK " + watch.description())
                                        .orElse(""));
        node.config().tell(Event.SETTINGS, InForce.text(node.config().inForce()));
        if (node.config().mxbean()) {
            register();
        }
        node.warnOfRoom();
        if (node.state().bootstrapped()) {
            registrar.refresh();
        }
        maintenance.kept().look();
        files.begin();
        new Rotator(node, this::change, registrar::resync).begin();
        node.watch().ifPresent(KekWatch::testNow);
    }

    /** What only watches is no reason not to start. */
    private void register() {
        String cluster = node.config().cluster();
        NodeBean bean = new NodeBean(cluster, recently);
        try {
            unregister = Management.register(cluster, node.config().node(), bean);
        } catch (RuntimeException e) {
            node.config().tell(Event.TROUBLE, "the MXBean is not there: " + e.getMessage() + ": " + e.getCause());
        }
    }

    private void unregister() {
        Runnable once = unregister;
        unregister = () -> {};
        once.run();
    }

    @Override
    public void close() {
        unregister();
        node.stalls().close();
        node.watch().ifPresent(KekWatch::close);
        node.desk().ifPresent(KekDesk::cancel);
        maintenance.close();
        groups.values().forEach(GroupRuntime::closed);
        if (membership.close()) {
            node.budget().close();
            node.background().close();
            node.desk().ifPresent(KekDesk::close);
            node.keyring().close();
            release.run();
        }
    }
}
