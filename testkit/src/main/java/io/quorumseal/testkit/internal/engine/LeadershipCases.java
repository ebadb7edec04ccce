package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Leadership.Following;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.testkit.internal.engine.EngineScene.Hold;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import io.quorumseal.testkit.internal.engine.Heard.Told;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who leads, who says so and when, and who the members are. */
final class LeadershipCases {
    /** No node hosts it. */
    static final GroupId STRANGER = new GroupId("a-group-that-nobody-hosts");

    static final List<EngineCase> ALL = List.of(
            among(
                    "leadership.one",
                    "the node that was elected says that it leads, the others that they follow, also after a change",
                    point(4, "Engine.leadership"),
                    LeadershipCases::one),
            alone(
                    "leadership.position",
                    "a leader tells the term in which it appends, and the last index of its log",
                    point(4, "Engine.Leadership.Leading"),
                    LeadershipCases::position),
            among(
                    "leadership.ready",
                    "a new leader is ready when it has applied everything up to the first index of its term, and not before",
                    point(4, "Engine.Leadership.Leading"),
                    LeadershipCases::ready),
            alone(
                    "leadership.told-first",
                    "leadershipChanged is called when the group begins to run, before anything of its log is opened",
                    point(4, "GroupSeal.leadershipChanged"),
                    LeadershipCases::toldFirst),
            among(
                    "leadership.told-change",
                    "leadershipChanged is called when a node is ready to lead, and when it leads no more",
                    point(4, "GroupSeal.leadershipChanged"),
                    LeadershipCases::toldChange),
            alone(
                    "leadership.stranger",
                    "a node follows in a group that it does not host",
                    "Engine.leadership",
                    LeadershipCases::stranger),
            among(
                    "leadership.step-down",
                    "stepDown ends leadership when another voter has all entries",
                    point(8, "Engine.stepDown"),
                    LeadershipCases::stepDown),
            among(
                    "leadership.step-down-goes-on",
                    "a node that stepped down goes on to take and apply entries",
                    point(8, "Engine.stepDown"),
                    LeadershipCases::stepDownGoesOn),
            alone(
                    "leadership.step-down-alone",
                    "the only voter does not step down",
                    point(8, "Engine.stepDown"),
                    LeadershipCases::stepDownAlone),
            among(
                    "leadership.step-down-follower",
                    "stepDown on a node that does not lead does nothing",
                    point(8, "Engine.stepDown"),
                    LeadershipCases::stepDownFollower),
            among(
                    "members.all",
                    "each node names all members, with their names, as voters",
                    point(7, "Engine.members"),
                    LeadershipCases::members),
            alone(
                    "members.stranger",
                    "nobody is named as a member of a group that the node does not host",
                    point(7, "Engine.members"),
                    LeadershipCases::membersOfAStranger));

    private LeadershipCases() {}

    private static void one(EngineScene scene) throws Exception {
        scene.up();
        onlyOneLeads(scene, scene.first());
        scene.lead(scene.second(), scene.group());
        onlyOneLeads(scene, scene.second());
    }

    private static void onlyOneLeads(EngineScene scene, String leader) throws Exception {
        for (String node : scene.names()) {
            scene.await(
                    "node " + node + " to say that it "
                            + (node.equals(leader) ? "leads" : "follows, as " + leader + " does lead"),
                    () -> scene.leads(node, scene.group()) == node.equals(leader));
        }
    }

    private static void position(EngineScene scene) throws Exception {
        String payload = scene.up().written(scene.first(), scene.group());
        Open open = scene.heard().opened(scene.first(), payload).orElseThrow();
        Leadership leadership = scene.leadership(scene.first(), scene.group());
        Expected.that(leadership instanceof Leading, "the only node says " + leadership);
        Leading leading = (Leading) leadership;
        Expected.same(open.at().term(), leading.term(), "the term of the leader, whose entry is at " + open.at() + ",");
        Expected.that(leading.lastIndex() >= open.at().index(), "an entry is at " + open.at() + ": " + leading);
    }

    private static void ready(EngineScene scene) throws Exception {
        String before = scene.up().written(scene.first(), scene.group());
        scene.awaitApplied(scene.second(), scene.group(), before);
        Hold hold = scene.hold(scene.second(), scene.group());
        String payload = scene.written(scene.first(), scene.group());
        scene.await(
                "node " + scene.second() + " to have an entry wait",
                () -> scene.heard().opens(scene.second(), scene.group()).stream()
                        .anyMatch(open -> open.result() == Heard.Result.NOT_YET));
        scene.subject().lead(scene.second(), scene.group());
        scene.pass();
        Expected.that(
                !scene.isReady(scene.second(), scene.group()),
                "a new leader says that it is ready, and an entry from before its term is not applied");
        hold.release();
        scene.await(
                "the new leader to be ready when all is applied", () -> scene.isReady(scene.second(), scene.group()));
        Expected.that(
                scene.subject().applied(scene.second(), scene.group()).contains(payload),
                "the new leader is ready, and lacks " + payload);
    }

    private static void toldFirst(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group());
        Set<GroupId> told = new HashSet<>();
        for (Heard.Event event : scene.heard().all()) {
            if (event instanceof Told one) {
                told.add(one.group());
            } else if (event instanceof Open open) {
                Expected.that(
                        told.contains(open.at().group()),
                        "an entry was opened at " + open.at() + " before leadershipChanged was called");
            }
        }
    }

    private static void toldChange(EngineScene scene) throws Exception {
        scene.up().lead(scene.second(), scene.group());
        scene.await(
                "leadershipChanged on the new leader, when it is ready",
                () -> told(scene, scene.second()).stream()
                        .anyMatch(one -> one.leadership() instanceof Leading leading && leading.ready()));
        scene.await("leadershipChanged on the leader before, when it leads no more", () -> {
            List<Told> all = told(scene, scene.first());
            return !all.isEmpty() && all.get(all.size() - 1).leadership() instanceof Following;
        });
    }

    private static List<Told> told(EngineScene scene, String node) {
        return scene.heard().all(Told.class).stream()
                .filter(one -> one.node().equals(node) && one.group().equals(scene.group()))
                .toList();
    }

    private static void stranger(EngineScene scene) throws Exception {
        Leadership leadership = scene.up().leadership(scene.first(), STRANGER);
        Expected.that(leadership instanceof Following, "the node's part in a group of others is " + leadership);
    }

    private static long term(EngineScene scene) {
        return scene.leadership(scene.first(), scene.group()) instanceof Leading leading ? leading.term() : 0;
    }

    private static void stepDown(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group());
        long term = term(scene);
        scene.engine(scene.first()).stepDown(scene.group(), "the contract asks");
        scene.await("the leader to step down", () -> term(scene) != term);
    }

    private static void stepDownGoesOn(EngineScene scene) throws Exception {
        stepDown(scene);
        scene.lead(scene.second(), scene.group());
        String payload = scene.written(scene.second(), scene.group());
        scene.awaitApplied(scene.first(), scene.group(), payload);
    }

    private static void stepDownAlone(EngineScene scene) throws Exception {
        scene.up().engine(scene.first()).stepDown(scene.group(), "the contract asks");
        scene.pass();
        Expected.that(
                scene.leads(scene.first(), scene.group()), "the only voter has stepped down, and nobody else can lead");
        scene.written(scene.first(), scene.group());
    }

    private static void stepDownFollower(EngineScene scene) throws Exception {
        long term = term(scene.up());
        scene.engine(scene.second()).stepDown(scene.group(), "the contract asks");
        scene.pass();
        Expected.same(term, term(scene), "the term in which the leader leads, behind stepDown on another node,");
        scene.written(scene.first(), scene.group());
    }

    private static void members(EngineScene scene) throws Exception {
        scene.up().written(scene.first(), scene.group());
        Set<Member> all =
                scene.names().stream().map(name -> new Member(name, true)).collect(Collectors.toSet());
        for (String node : scene.names()) {
            scene.await(
                    "node " + node + " to name the members " + all,
                    () -> all.equals(Set.copyOf(scene.engine(node).members(scene.group()))));
        }
    }

    private static void membersOfAStranger(EngineScene scene) throws Exception {
        List<Member> members = scene.up().engine(scene.first()).members(STRANGER);
        Expected.that(members.isEmpty(), "a group that is not hosted has the members " + members);
    }
}
