package io.quorumseal.testkit.internal.engine;

import java.util.List;
import java.util.stream.Stream;

/** All cases of the contract of engines. */
public final class EngineCases {
    /** In the order of the table. */
    public static final List<EngineCase> ALL = Stream.of(
                    AppendCases.ALL,
                    LeadershipCases.ALL,
                    QuestionCases.ALL,
                    ApplyCases.ALL,
                    HoldingCases.ALL,
                    GroupCases.ALL,
                    SnapshotCases.ALL,
                    ConductCases.ALL)
            .flatMap(List::stream)
            .toList();

    private EngineCases() {}
}
