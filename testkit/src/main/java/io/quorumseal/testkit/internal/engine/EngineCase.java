package io.quorumseal.testkit.internal.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.quorumseal.testkit.EngineSubject;
import io.quorumseal.testkit.internal.contract.Case;
import io.quorumseal.testkit.internal.contract.CaseRun;
import io.quorumseal.testkit.internal.contract.Need;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.ThrowingSupplier;

/**
 * One thing that is demanded of an engine.
 *
 * @param name its family and itself, as {@code leadership.ready}
 * @param nodes how many nodes it takes
 * @param demand what a right engine does
 * @param clause where that is said
 * @param needs what a subject has to offer for it; nothing where every engine must do it
 * @param check fails with an {@link AssertionError} for a wrong engine
 */
public record EngineCase(
        String name, int nodes, String demand, String clause, Set<Need<EngineSubject>> needs, Check check)
        implements Case<EngineSubject> {
    private static final int SEVERAL = 3;

    /** How an engine is checked. */
    @FunctionalInterface
    interface Check {
        void run(EngineScene scene) throws Exception;
    }

    /** One that takes a single node. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static EngineCase alone(String name, String demand, String clause, Check check, Need<EngineSubject>... needs) {
        return new EngineCase(name, 1, demand, clause, Set.of(needs), check);
    }

    /** One that takes three nodes. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static EngineCase among(String name, String demand, String clause, Check check, Need<EngineSubject>... needs) {
        Set<Need<EngineSubject>> all = Stream.concat(Stream.of(EngineNeeds.MEMBERS), Arrays.stream(needs))
                .collect(toUnmodifiableSet());
        return new EngineCase(name, SEVERAL, demand, clause, all, check);
    }

    @Override
    public String whoMustPass() {
        return "every engine must pass; take it out there";
    }

    @Override
    public Optional<String> source() {
        return Optional.of(clause);
    }

    /**
     * Runs it.
     *
     * @param subjects makes a cluster of as many nodes as it takes
     * @throws AssertionError if the engine is wrong
     * @throws Throwable if the cluster cannot be made or closed
     */
    public void run(ThrowingSupplier<EngineSubject> subjects) throws Throwable {
        CaseRun.run(this, subjects, subject -> {
            try (EngineScene scene = new EngineScene(subject)) {
                check.run(scene);
            }
        });
    }
}
