package io.quorumseal.testkit;

import io.quorumseal.testkit.internal.contract.CaseRun;
import io.quorumseal.testkit.internal.contract.ContractTests;
import io.quorumseal.testkit.internal.contract.KekCases;
import io.quorumseal.testkit.internal.contract.Planned;
import io.quorumseal.testkit.internal.contract.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link io.quorumseal.api.spi.Kek} and its provider must do, as JUnit tests.
 *
 * <p>The author of a provider extends this class, says in {@link #subject()} how to make a working KEK and what can be
 * done to it, and gets a test for each case. The table of the cases' results is printed and written to
 * {@code target/kek-contract/}, in a file named after the test class.
 *
 * <p>Cases capture the standard streams and the loggers of the process, and dump its heap: run nothing in parallel.
 */
public abstract class KekContract {
    private static final Path FOLDER = Path.of("target", "kek-contract");

    /** For the author's test class. */
    protected KekContract() {}

    /**
     * Makes a working KEK with nothing done to it yet. Called once to see which cases apply, and once for each of them.
     *
     * @return the subject; closed by the suite
     * @throws Exception if it cannot be made; the tests then fail
     */
    protected abstract KekSubject subject() throws Exception;

    /**
     * Makes the tests; called by JUnit.
     *
     * @return a test for each case that applies, and one that fails for each that should
     * @throws Exception if there is no subject
     */
    @TestFactory
    public final Stream<DynamicTest> contract() throws Exception {
        Table table = new Table(FOLDER, getClass().getSimpleName());
        return ContractTests.of(table, KekCases.ALL, plan(), 1, one -> CaseRun.run(one, this::subject));
    }

    private List<Planned> plan() throws Exception {
        try (KekSubject subject = subject()) {
            return Planned.all(KekCases.ALL, subject, subject.notApplicable());
        }
    }
}
