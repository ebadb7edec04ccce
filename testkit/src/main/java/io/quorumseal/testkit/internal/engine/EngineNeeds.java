package io.quorumseal.testkit.internal.engine;

import io.quorumseal.testkit.EngineSubject;
import io.quorumseal.testkit.internal.contract.Need;

/** What cases need of an engine's subject. */
final class EngineNeeds {
    /** Other nodes. */
    static final Need<EngineSubject> MEMBERS = Need.offered("mostNodes() of 3", subject -> subject.mostNodes() > 1);
    /** A group besides the control group. */
    static final Need<EngineSubject> SECOND_GROUP = Need.offered(
            "a second group in groups()", subject -> subject.groups().size() > 1);
    /** A node that ends like a process that is killed. */
    static final Need<EngineSubject> KILL =
            Need.offered("kill()", subject -> subject.kill().isPresent());
    /** A state machine that fails. */
    static final Need<EngineSubject> DEFECT =
            Need.offered("machineThrows()", subject -> subject.machineThrows().isPresent());
    /** A group that ends on a node that goes on. */
    static final Need<EngineSubject> END_GROUP =
            Need.offered("endGroup()", subject -> subject.endGroup().isPresent());
    /** Always there, unless excused: a node may have nothing durable. */
    static final Need<EngineSubject> DISK = Need.offered("a log that outlives its process", subject -> true);
    /** Always there, unless excused: a log may be kept for ever. */
    static final Need<EngineSubject> COMPACTION = Need.offered("a log that is cut", subject -> true);
    /** Nodes with threads. */
    static final Need<EngineSubject> THREADS = Need.offered("hasThreads()", EngineSubject::hasThreads);

    private EngineNeeds() {}
}
