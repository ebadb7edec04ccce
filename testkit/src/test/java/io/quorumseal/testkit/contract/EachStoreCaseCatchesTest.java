package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.testkit.ValueStoreContract.Subject;
import io.quorumseal.testkit.internal.store.StoreCase;
import io.quorumseal.testkit.internal.store.StoreCases;
import java.util.ConcurrentModificationException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** For each case there is a wrong store that it catches; that a right one passes stands in a test of its own. */
class EachStoreCaseCatchesTest {
    @Test
    void wrongStores_areOneForEachCase() {
        Set<String> cases = StoreCases.ALL.stream().map(StoreCase::name).collect(Collectors.toSet());
        assertEquals(cases, WrongStores.ALL.keySet());
    }

    @TestFactory
    Stream<DynamicTest> eachCase_wrongStore_isCaught() {
        return StoreCases.ALL.stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> caught(one)));
    }

    /** A store whose stream breaks is caught by that. */
    private static void caught(StoreCase one) {
        Supplier<Subject> wrong = Objects.requireNonNull(WrongStores.ALL.get(one.name()));
        Throwable caught = assertThrows(Throwable.class, () -> one.run(wrong.get()));
        assertEquals(
                true,
                caught instanceof AssertionError || caught instanceof ConcurrentModificationException,
                caught::toString);
    }
}
