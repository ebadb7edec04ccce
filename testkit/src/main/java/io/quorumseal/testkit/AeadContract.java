package io.quorumseal.testkit;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.testkit.internal.aead.AeadCase;
import io.quorumseal.testkit.internal.aead.AeadCases;
import io.quorumseal.testkit.internal.contract.Table;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link AeadProvider} must do, as JUnit tests. The author of a provider extends this class.
 *
 * <p>Which cases apply follows from who chooses the nonces. The table of the cases'
 * results is printed and written to {@code target/aead-contract/}, in a file named after the test class.
 */
public abstract class AeadContract {
    private static final Path FOLDER = Path.of("target", "aead-contract");

    /** For the author's test class. */
    protected AeadContract() {}

    /**
     * Makes the provider.
     *
     * @return the provider, as {@link java.util.ServiceLoader} would make it
     */
    protected abstract AeadProvider provider();

    /**
     * Makes the tests; called by JUnit.
     *
     * @return a test for each case that applies
     */
    @TestFactory
    public final Stream<DynamicTest> contract() {
        Table table = new Table(FOLDER, getClass().getSimpleName());
        AeadCases.ALL.forEach(one -> table.put(one.name(), "not run"));
        return AeadCases.ALL.stream().flatMap(one -> test(one, table)).onClose(table::write);
    }

    private Stream<DynamicTest> test(AeadCase one, Table table) {
        Optional<String> whyNot = one.whyNot(provider());
        if (whyNot.isPresent()) {
            table.put(one.name(), "not applicable: " + whyNot.get());
            return Stream.empty();
        }
        return Stream.of(DynamicTest.dynamicTest(one.name(), () -> {
            table.put(one.name(), "FAILED");
            one.run(provider());
            table.put(one.name(), "passed");
        }));
    }
}
