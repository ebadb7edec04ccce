package io.quorumseal.testkit.internal.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** A contract's plan as JUnit's tests, and their outcomes as a table. */
public final class ContractTests {
    private ContractTests() {}

    /** Runs a case. */
    @FunctionalInterface
    public interface Run<C> {
        /**
         * Runs it.
         *
         * @param one the case
         * @throws Throwable if the subject is wrong, or cannot be made
         */
        void run(C one) throws Throwable;
    }

    /**
     * Makes the tests.
     *
     * @param <C> the kind of case
     * @param table gets the outcomes; written behind the last test
     * @param cases the cases
     * @param plan what becomes of each
     * @param atATime how many run at a time
     * @param run runs one
     * @return a test for each case that applies, and one that fails for each that should
     */
    public static <C extends Case<?>> Stream<DynamicTest> of(
            Table table, List<C> cases, List<Planned> plan, int atATime, Run<C> run) {
        Map<String, C> byName = cases.stream().collect(Collectors.toMap(Case::name, Function.identity()));
        Run<C> running = atATime == 1 ? run : Ahead.of(applicable(plan, byName), atATime, run);
        plan.forEach(planned -> table.put(planned.name(), "not run"));
        return plan.stream()
                .flatMap(planned ->
                        test(planned, table, () -> running.run(Objects.requireNonNull(byName.get(planned.name())))))
                .onClose(table::write);
    }

    private static <C> List<C> applicable(List<Planned> plan, Map<String, C> byName) {
        return plan.stream()
                .filter(Planned.Applies.class::isInstance)
                .map(planned -> Objects.requireNonNull(byName.get(planned.name())))
                .toList();
    }

    private static Stream<DynamicTest> test(Planned planned, Table table, Executable run) {
        if (planned instanceof Planned.Applies) {
            return Stream.of(noted(table, planned.name(), run));
        }
        if (planned instanceof Planned.Excused excused) {
            table.put(excused.name(), "not applicable: " + excused.reason());
            return Stream.empty();
        }
        Planned.Refused refused = (Planned.Refused) planned;
        return Stream.of(noted(table, refused.name(), () -> {
            throw new AssertionError(refused.problem());
        }));
    }

    private static DynamicTest noted(Table table, String name, Executable test) {
        return DynamicTest.dynamicTest(name, () -> {
            table.put(name, "FAILED");
            test.execute();
            table.put(name, "passed");
        });
    }
}
