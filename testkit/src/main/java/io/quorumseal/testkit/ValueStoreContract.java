package io.quorumseal.testkit;

import io.quorumseal.core.ValueStore;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.testkit.internal.store.StoreCase;
import io.quorumseal.testkit.internal.store.StoreCases;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link ValueStore} must do, as JUnit tests. Whoever builds QuorumSeal into a store extends this class.
 *
 * <p>Nothing is sealed in it: the store is asked to keep bytes, as a state machine has them kept when it applies.
 */
public abstract class ValueStoreContract {
    /** For the author's test class. */
    protected ValueStoreContract() {}

    /** A store that is empty, and belongs to one test. */
    public interface Subject extends AutoCloseable {
        /**
         * Gives the store, as {@code Builder.valueStore} gets it.
         *
         * @return the store
         */
        ValueStore store();

        /**
         * Stores a value as the state machine does, in the place of what stood there.
         *
         * @param row where, and what
         */
        void put(Stored row);

        @Override
        default void close() throws IOException {}
    }

    /**
     * Makes an empty store.
     *
     * @return the store; closed behind its test
     * @throws Exception if it cannot be made
     */
    protected abstract Subject open() throws Exception;

    /**
     * Tells whether the store has scopes. One that has none is given none.
     *
     * @return whether {@link Stored#scope} is kept
     */
    protected boolean hasScopes() {
        return true;
    }

    /**
     * Makes the tests; called by JUnit.
     *
     * @return a test for each case that applies
     */
    @TestFactory
    public final Stream<DynamicTest> contract() {
        return StoreCases.ALL.stream()
                .filter(one -> hasScopes() || !one.needsScopes())
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> run(one)));
    }

    private void run(StoreCase one) throws Exception {
        try (Subject subject = open()) {
            one.run(subject);
        }
    }
}
