package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Hosted;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which groups a node has, which logs they have, and what a start finds. */
final class GroupCases {
    private static final int LONGEST_IDENTITY = 1024;

    static final List<EngineCase> ALL = List.of(
            alone(
                    "groups.all",
                    "groups and hosted name each group that runs, with its log and its last index",
                    point(12, "Engine.groups"),
                    GroupCases::all),
            alone(
                    "groups.not-started",
                    "they name each group on the disk before the server runs",
                    point(12, "Engine.groups"),
                    scene -> HoldingCases.beforeRestart(scene, GroupCases::isNamed),
                    EngineNeeds.DISK),
            alone("groups.halted", "they name a group that has halted", point(12, "Engine.groups"), GroupCases::halted),
            alone(
                    "groups.ended",
                    "they name a group that was ended and whose files stay",
                    point(12, "Engine.groups"),
                    GroupCases::ended,
                    EngineNeeds.END_GROUP),
            alone(
                    "groups.stranger",
                    "they do not name a group of which there is nothing",
                    point(12, "Engine.hosted"),
                    GroupCases::stranger),
            alone(
                    "recovered.all",
                    "recovered names each group that the node is about to host, before its first start and before later ones",
                    point(9, "Engine.recovered"),
                    GroupCases::recoveredAll),
            among(
                    "recovered.identity",
                    "all members tell one identity of a group's log, of 1 to 1,024 bytes, before the first payload and later;"
                            + " two groups have two",
                    point(10, "Engine.Recovered"),
                    GroupCases::identity),
            alone(
                    "recovered.entries",
                    "recovered tells the payloads that the log holds, through the index that counts as applied",
                    point(9, "Engine.Recovered"),
                    scene -> HoldingCases.beforeRestart(scene, GroupCases::isRecovered),
                    EngineNeeds.DISK));

    private GroupCases() {}

    private static void isNamed(Engine engine, GroupId group, List<Open> opens) {
        Hosted hosted = engine.groups().stream()
                .filter(one -> one.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("groups() leaves out group " + group + ": " + engine.groups()));
        Expected.same(hosted, engine.hosted(group).orElse(hosted), "hosted(" + group + ")");
        Expected.that(engine.hosted(group).isPresent(), "groups() names group " + group + ", and hosted() does not");
        isIdentity(hosted.log());
        long last = opens.stream().mapToLong(open -> open.at().index()).max().orElse(0);
        Expected.that(hosted.lastIndex() >= last, "an entry stands at index " + last + ", and told is " + hosted);
    }

    private static void isIdentity(String log) {
        int length = log.getBytes(StandardCharsets.UTF_8).length;
        Expected.that(
                length > 0 && length <= LONGEST_IDENTITY, "the identity of a log has " + length + " bytes: " + log);
    }

    private static void isNamed(EngineScene scene, GroupId group) {
        isNamed(scene.engine(scene.first()), group, scene.heard().opens(scene.first(), group));
    }

    private static void all(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group());
        scene.subject().groups().forEach(group -> isNamed(scene, group));
    }

    private static void halted(EngineScene scene) throws Exception {
        String unused = ApplyCases.halted(scene.up());
        isNamed(scene, scene.group());
    }

    private static void ended(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group());
        scene.subject().endGroup().orElseThrow().run(scene.first(), scene.group());
        isNamed(scene, scene.group());
    }

    private static void stranger(EngineScene scene) throws Exception {
        Engine engine = scene.up().engine(scene.first());
        Expected.same(
                Set.copyOf(scene.subject().groups()),
                Set.copyOf(engine.groups().stream().map(Hosted::group).toList()),
                "what groups() names");
        Expected.that(engine.hosted(LeadershipCases.STRANGER).isEmpty(), "hosted() tells of a group that nobody hosts");
    }

    private static void recoveredAll(EngineScene scene) throws Exception {
        Set<GroupId> groups = Set.copyOf(scene.subject().groups());
        Map<String, Set<GroupId>> told = new ConcurrentHashMap<>();
        scene.rules().starting = (node, engine) -> told.put(
                node,
                Set.copyOf(engine.recovered().stream().map(Recovered::group).toList()));
        scene.sealed();
        Expected.same(groups, told.getOrDefault(scene.first(), Set.of()), "what recovered() names at the first start");
        scene.stop(scene.first());
        told.clear();
        scene.start(scene.first());
        Expected.same(groups, told.getOrDefault(scene.first(), Set.of()), "what recovered() names at a later start");
    }

    private static void identity(EngineScene scene) throws Exception {
        Map<GroupId, Set<String>> told = new ConcurrentHashMap<>();
        scene.rules().starting =
                (node, engine) -> engine.recovered().forEach(one -> note(told, one.group(), one.log()));
        scene.up().written(scene.first(), scene.group());
        for (String node : scene.names()) {
            scene.engine(node).groups().forEach(one -> note(told, one.group(), one.log()));
        }
        scene.subject().groups().forEach(group -> {
            Set<String> logs = told.getOrDefault(group, Set.of());
            Expected.same(
                    1, logs.size(), "how many identities are told of the log of group " + group + ", " + logs + ",");
            logs.forEach(GroupCases::isIdentity);
        });
        Expected.same(
                scene.subject().groups().size(),
                told.values().stream().distinct().toList().size(),
                "how many logs there are");
    }

    private static void note(Map<GroupId, Set<String>> told, GroupId group, String log) {
        told.computeIfAbsent(group, any -> ConcurrentHashMap.newKeySet()).add(log);
    }

    private static void isRecovered(Engine engine, GroupId group, List<Open> opens) {
        Recovered recovered = engine.recovered().stream()
                .filter(one -> one.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new AssertionError("recovered() leaves out group " + group));
        List<Open> counted = opens.stream()
                .filter(open ->
                        open.at().index() > recovered.purged() && open.at().index() <= recovered.applied())
                .toList();
        HoldingCases.isTold(recovered.entries(), counted, "recovered");
    }
}
