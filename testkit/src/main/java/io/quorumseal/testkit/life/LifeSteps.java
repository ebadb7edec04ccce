package io.quorumseal.testkit.life;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.SimCluster;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/** Everything that can happen in a life, and how often: one line each. */
public final class LifeSteps {
    private static final GroupId CONTROL = new GroupId(SimCluster.CONTROL);
    private static final GroupId DATA = new GroupId(SimCluster.DATA);

    private static final List<LifeStep> TABLE = List.of(
            step("write", 56, life -> life.writes().write()),
            step("append what was begun", 20, life -> life.writes().finishBegun()),
            step("deliver", 24, life -> life.logs().deliver()),
            step("elect", 14, life -> life.logs().elect()),
            step("elect and write", 4, life -> life.logs().electAndWrite()),
            step("snapshot", 8, life -> life.logs().snapshot()),
            step("checkpoint", 4, life -> life.logs().checkpoint()),
            step("time passes", 10, RandomLife::time),
            change("bootstrap", 3, Admin::bootstrap),
            change("enable storage", 3, Admin::enableStorageEnvelope),
            change("enable raft control", 4, admin -> admin.enableRaftEnvelope(CONTROL)),
            change("enable raft data", 7, admin -> admin.enableRaftEnvelope(DATA)),
            step("rotate storage", 3, life -> life.rotate(Purpose.STORAGE)),
            step("rotate raft", 5, life -> life.rotate(Purpose.RAFT)),
            change("raise storage", 1, admin -> admin.raise(Purpose.STORAGE)),
            change("raise raft", 1, admin -> admin.raise(Purpose.RAFT)),
            change("rewrap", 4, Admin::rewrap),
            change("rewrite", 3, Admin::rewrite),
            change("purge", 3, Admin::purge),
            step("retire", 3, RandomLife::retire),
            step("leave nothing old", 3, RandomLife::leaveNothingOld),
            step("newer KEK version", 2, life -> life.keks().newVersion()),
            step("another KEK", 2, life -> life.keks().another()),
            step("start a node", 10, life -> life.nodes().startOne()),
            step("stop a node", 2, life -> life.nodes().stopOne()),
            step("crash a node", 2, life -> life.nodes().crashOne()),
            step("restart a node", 3, life -> life.nodes().restartOne()),
            step("cut the power", 3, life -> life.nodes().cutPower()),
            step("join or replace", 3, life -> life.nodes().join()),
            step("write a file", 8, life -> life.files().write()),
            step("read the files", 4, life -> life.files().readAll()),
            step("copy a file", 2, life -> life.files().copy()),
            step("write older files again", 2, life -> life.files().renew()),
            step("copy a disk", 4, life -> life.disks().copy()),
            step("roll a disk back", 3, life -> life.disks().rollBack()),
            step("copy a process", 6, life -> life.copies().copy()),
            step("move sealed entries", 7, life -> life.entries().move()),
            step("sidecar without keys", 2, life -> life.sidecars().withoutKeys()),
            step("sidecar of another node", 1, life -> life.sidecars().ofAnotherNode()),
            step("message repeated", 4, life -> life.messages().repeat()),
            step("registration comes late", 2, life -> life.messages().lateRegistration()),
            step("lead with a new cutover", 4, life -> life.messages().leadWithTheMarkerUnapplied()),
            step("pin across a cutover", 4, life -> life.messages().pinAcrossACutover()),
            step("append in the next term", 3, life -> life.messages().acrossTerms()),
            step("register in the next term", 3, life -> life.messages().ownRegistrationAcrossTerms()),
            step("change applied late", 2, life -> life.messages().appliedLate()),
            step("data cutover and rotation", 2, life -> life.messages().cutoverBesideRotation()),
            step("add a group", 2, life -> life.groups().add()),
            step("remove a group", 1, life -> life.groups().remove()),
            step("make a group anew", 2, life -> life.groups().makeAnew()),
            step("accept a new log", 2, life -> life.groups().acceptNewLog()),
            step("enable raft later", 3, life -> life.groups().enable()),
            step("apply throws", 2, life -> life.vendor().applyThrows()),
            step("the cause goes", 4, life -> life.vendor().causeGoes()),
            step("retire beside a stopped group", 1, life -> life.vendor().retireBesideAStoppedGroup()),
            step("engine throws", 3, life -> life.vendor().engineThrows()),
            step("late answers come", 4, life -> life.troubles().lateAnswers()),
            step("KEK lies of its version", 1, life -> life.keks().lie()),
            step("trouble", 20, life -> life.troubles().change()),
            step("calm", 6, life -> life.troubles().end()));

    private static final int ALL = TABLE.stream().mapToInt(LifeStep::weight).sum();

    /** What has to have come about in a long campaign. */
    public static final List<String> OUTCOMES = List.of(
            "bootstrap done",
            "enable storage done",
            "enable raft control done",
            "enable raft data done",
            "begins in suite 1",
            "begins in suite 2",
            "raise storage done",
            "raise raft done",
            "rolled back under suite 2: seals",
            "process copied: it draws anew",
            "process copied: the original draws anew",
            "process copied: both come to their next block",
            "sealed entries exchanged: found",
            "sealed entry repeated: found",
            "sealed entry of another group: found",
            "file written sealed",
            "file written in clear",
            "file given up",
            "file copied",
            "file renewed",
            "file refused BAD_REQUEST",
            "rotate storage done",
            "rotate raft done",
            "rewrap done",
            "rewrite already",
            "purge already",
            "retire done",
            "cleartext refused",
            "retire STILL_NEEDED",
            "engine INDEX_KNOWN",
            "engine ON_CONDITION_OF_TERM",
            "write appended",
            "write refused GATE_CLOSED",
            "write behind a marker",
            "entries truncated",
            "purged",
            "joined",
            "replaced",
            "crashed in a file operation",
            "apply throws on one",
            "apply throws on all",
            "the cause is gone",
            "retirement asked for beside a stopped group",
            "engine threw",
            "late answers came",
            "answers LATE",
            "answers TWICE",
            "answers CUT_SHORT",
            "answers LATER_FORMAT",
            "answers OTHER_KIND",
            "group added",
            "group removed",
            "group made anew",
            "accept new log done",
            "sealed again in a new log",
            "enable raft later done",
            "one voter",
            "sidecar without keys: started",
            "sidecar of another node: refused",
            "KEK UNREACHABLE",
            "KEK THROTTLED",
            "KEK DENIED",
            "KEK KEY_NOT_FOUND",
            "KEK KEY_DISABLED",
            "KEK MISCONFIGURED",
            "start refused KEK_UNREACHABLE",
            "rolled back: refused REGISTRATION_REFUSED",
            "rolled back: started unanswered");

    private LifeSteps() {}

    private static LifeStep step(String name, int weight, Consumer<RandomLife> action) {
        return new LifeStep(name, weight, action);
    }

    private static LifeStep change(String name, int weight, Function<Admin, Admin.Result> change) {
        return step(name, weight, life -> life.admin(name, change));
    }

    public static List<String> names() {
        return TABLE.stream().map(LifeStep::name).toList();
    }

    static LifeStep draw(Random random) {
        int dice = random.nextInt(ALL);
        for (LifeStep step : TABLE) {
            dice -= step.weight();
            if (dice < 0) {
                return step;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }
}
