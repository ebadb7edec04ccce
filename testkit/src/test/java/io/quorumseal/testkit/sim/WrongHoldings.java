package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Holding;
import io.quorumseal.api.spi.Engine.Hosted;
import io.quorumseal.api.spi.Engine.Leadership.Following;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Engines that leave something out of what they have, or keep what should be gone. */
@SuppressWarnings("FutureReturnValueIgnored") // a method that stands in for any returns an Object
final class WrongHoldings {
    static final List<WrongEngine> ALL = List.of(
            entries(
                    "holding.entries",
                    "leaves the last entry out",
                    (at, group, all) -> all.isEmpty() ? all : all.subList(0, all.size() - 1)),
            entries(
                    "holding.unapplied",
                    "leaves out what is not applied",
                    (at, group, all) -> all.stream()
                            .filter(one -> one.index() <= replica(at, group).applied())
                            .toList()),
            entries(
                    "holding.halted",
                    "holds nothing when it has halted",
                    (at, group, all) -> replica(at, group).halt().isPresent() ? List.of() : all),
            entries(
                    "holding.ended",
                    "holds nothing when it has ended",
                    (at, group, all) -> replica(at, group).isClosed() ? List.of() : all),
            entries(
                    "holding.follower",
                    "holds nothing where it follows",
                    (at, group, all) -> at.engine().leadership(group) instanceof Following ? List.of() : all),
            entries(
                    "holding.not-started",
                    "holds nothing before it runs",
                    (at, group, all) -> at.simulated().running() ? all : List.of()),
            groups("groups.all", "leaves out all but the control group", (at, group) -> isControl(group)),
            groups(
                    "groups.not-started",
                    "names what runs",
                    (at, group) -> at.simulated().running()),
            groups(
                    "groups.halted",
                    "leaves out what has halted",
                    (at, group) -> replica(at, group).halt().isEmpty()),
            groups(
                    "groups.ended",
                    "leaves out what has ended",
                    (at, group) -> !replica(at, group).isClosed()),
            WrongEngine.engine(
                    "groups.stranger",
                    "hosts any group",
                    "hosted",
                    (at, right, args) -> Optional.of(new Hosted((GroupId) args[0], "any", 0))),
            recovered(
                    "recovered.all",
                    "leaves out all but the control group",
                    (at, all) ->
                            all.stream().filter(one -> isControl(one.group())).toList()),
            each(
                    "recovered.identity",
                    "has a log of its own on each node",
                    (at, one) -> new Recovered(
                            one.group(),
                            one.log() + at.node(),
                            one.applied(),
                            one.purged(),
                            one.keyState(),
                            one.entries())),
            each(
                    "recovered.entries",
                    "leaves the first entry out",
                    (at, one) -> new Recovered(
                            one.group(),
                            one.log(),
                            one.applied(),
                            one.purged(),
                            one.keyState(),
                            list(one.entries()).stream().skip(1).toList())),
            WrongEngine.group(
                    "snapshots.position",
                    "exports key state for the index before",
                    "exportState",
                    (at, right, args) -> right.call((long) args[0] - 1)),
            snapshots(
                    "snapshots.held",
                    "tells the key state of another snapshot",
                    all -> all.stream()
                            .map(one -> new SnapshotKeyState(one.index() + 1, one.state()))
                            .toList()),
            each(
                    "snapshots.recovered",
                    "tells no key state",
                    (at, one) -> new Recovered(
                            one.group(), one.log(), one.applied(), one.purged(), Optional.empty(), one.entries())),
            WrongEngine.group(
                    "snapshots.installed",
                    "imports nothing",
                    "importState",
                    (at, right, args) -> CompletableFuture.completedFuture(null)),
            WrongEngine.group("snapshots.awaited", "does not wait for the import", "importState", (at, right, args) -> {
                Object unused = right.call(args);
                return CompletableFuture.completedFuture(null);
            }),
            WrongEngine.engine("compaction.cuts", "takes snapshots and cuts nothing", "compact", (at, right, args) -> {
                replica(at, (GroupId) args[0]).takeSnapshot();
                return CompletableFuture.completedFuture(null);
            }),
            new WrongEngine(
                    "compaction.old-snapshots", "keeps all snapshots", nodes -> new KeepsAll(nodes, at -> true)),
            new WrongEngine(
                    "compaction.installed",
                    "keeps all snapshots of a node that came back",
                    nodes -> new KeepsAll(
                            nodes, at -> !at.node().equals(at.subject().nodes().get(0)))),
            new WrongEngine("compaction.keeps", "cuts what its snapshot lacks", nodes -> new WrongEngine.Wrong(nodes) {
                @Override
                public List<String> applied(String node, GroupId group) {
                    List<String> all = super.applied(node, group);
                    boolean cut = replica(node, group).log().purged() > 0;
                    return cut ? all.subList(1, all.size()) : all;
                }
            }));

    private WrongHoldings() {}

    private interface Entries {
        List<Logged> wrong(WrongEngine.At at, GroupId group, List<Logged> right);
    }

    private interface Each {
        Recovered wrong(WrongEngine.At at, Recovered right);
    }

    private interface All {
        List<Recovered> wrong(WrongEngine.At at, List<Recovered> right);
    }

    private static SimReplica replica(WrongEngine.At at, GroupId group) {
        return at.simulated().replica(group.name());
    }

    private static boolean isControl(GroupId group) {
        return group.name().equals(SimCluster.CONTROL);
    }

    private static List<Logged> list(Iterable<Logged> entries) {
        List<Logged> list = new ArrayList<>();
        entries.forEach(list::add);
        return list;
    }

    private static WrongEngine entries(String name, String how, Entries wrong) {
        return WrongEngine.engine(name, how, "holding", (at, right, args) -> {
            GroupId group = (GroupId) args[0];
            Holding holding = at.engine().holding(group);
            return new Holding(wrong.wrong(at, group, list(holding.entries())), holding.snapshots());
        });
    }

    private static WrongEngine snapshots(String name, String how, UnaryOperator<List<SnapshotKeyState>> wrong) {
        return WrongEngine.engine(name, how, "holding", (at, right, args) -> {
            Holding holding = at.engine().holding((GroupId) args[0]);
            return new Holding(holding.entries(), wrong.apply(holding.snapshots()));
        });
    }

    private static WrongEngine groups(String name, String how, BiPredicate<WrongEngine.At, GroupId> names) {
        return WrongEngine.engine(
                name,
                how,
                "groups",
                (at, right, args) -> at.engine().groups().stream()
                        .filter(one -> names.test(at, one.group()))
                        .toList());
    }

    private static WrongEngine recovered(String name, String how, All wrong) {
        return WrongEngine.engine(
                name,
                how,
                "recovered",
                (at, right, args) -> wrong.wrong(at, at.engine().recovered()));
    }

    private static WrongEngine each(String name, String how, Each wrong) {
        return recovered(
                name,
                how,
                (at, all) -> all.stream().map(one -> wrong.wrong(at, one)).toList());
    }

    /** Goes on to tell each snapshot that it ever had. */
    private static final class KeepsAll extends WrongEngine.Wrong {
        private final List<SnapshotKeyState> kept = new ArrayList<>();
        private final Predicate<WrongEngine.At> where;

        KeepsAll(int nodes, Predicate<WrongEngine.At> where) {
            super(nodes);
            this.where = where;
        }

        @Override
        Engine wrong(WrongEngine.At at) {
            return where.test(at) ? keeping(at) : at.engine();
        }

        private Engine keeping(WrongEngine.At at) {
            return Around.method(Engine.class, at.engine(), "holding", (right, args) -> {
                Holding holding = at.engine().holding((GroupId) args[0]);
                holding.snapshots().stream()
                        .filter(one -> kept.stream().noneMatch(had -> had.index() == one.index()))
                        .forEach(kept::add);
                return new Holding(holding.entries(), kept);
            });
        }
    }
}
