package io.quorumseal.testkit;

import io.quorumseal.testkit.internal.contract.ContractTests;
import io.quorumseal.testkit.internal.contract.Planned;
import io.quorumseal.testkit.internal.contract.Table;
import io.quorumseal.testkit.internal.engine.EngineCase;
import io.quorumseal.testkit.internal.engine.EngineCases;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link io.quorumseal.api.spi.Engine} must do, as JUnit tests.
 *
 * <p>The author of an engine extends this class, says in {@link #subject} how a cluster of it is made and what can be done
 * to it, and gets a test for each case. Real runtimes run on the engine; the contract stands between the two, and hears
 * what each says to the other. The table of the cases' results is printed and written to
 * {@code target/engine-contract/}, in a file named after the test class.
 */
public abstract class EngineContract {
    private static final Path FOLDER = Path.of("target", "engine-contract");

    /** For the author's test class. */
    protected EngineContract() {}

    /**
     * Makes a cluster that has never run. Called once to see which cases apply, and once for each of them.
     *
     * @param nodes how many nodes it has: 1 or 3. Never 3 where {@link EngineSubject#mostNodes} says 1
     * @return the subject; closed by the suite
     * @throws Exception if it cannot be made; the tests then fail
     */
    protected abstract EngineSubject subject(int nodes) throws Exception;

    /**
     * Tells how many cases may run at a time, each with a cluster of its own. Most of what a case takes is waiting for
     * elections and for what must not happen, so several take little longer than one.
     *
     * @return 1, unless it is overridden: clusters that run at a time must share no port, no folder and no thread that may block
     */
    protected int atATime() {
        return 1;
    }

    /**
     * Makes the tests; called by JUnit.
     *
     * @return a test for each case that applies, and one that fails for each that should
     * @throws Exception if there is no subject
     */
    @TestFactory
    public final Stream<DynamicTest> contract() throws Exception {
        Table table = new Table(FOLDER, getClass().getSimpleName());
        return ContractTests.of(table, EngineCases.ALL, plan(), atATime(), this::run);
    }

    private List<Planned> plan() throws Exception {
        try (EngineSubject subject = subject(1)) {
            return Planned.all(EngineCases.ALL, subject, subject.notApplicable());
        }
    }

    private void run(EngineCase one) throws Throwable {
        one.run(() -> subject(one.nodes()));
    }
}
